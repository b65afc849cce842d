package dev.lastgood.act.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be said of the policies without an API server. */
class QuarantinePolicyTest {

    private String text;
    private List<ValidatingAdmissionPolicy> policies;
    private List<ValidatingAdmissionPolicyBinding> bindings;

    @BeforeEach
    void read() throws Exception {
        text = Files.readString(Path.of("helm/lastgood/files/quarantine-policy.yaml"));
        List<HasMetadata> objects = new KubernetesSerialization().unmarshal(text);
        policies = of(ValidatingAdmissionPolicy.class, objects);
        bindings = of(ValidatingAdmissionPolicyBinding.class, objects);
        assertThat(objects).hasSize(policies.size() + bindings.size());
    }

    private static <T extends HasMetadata> List<T> of(Class<T> type, List<HasMetadata> objects) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void theyReadTheNamesThatTheOperatorWrites() {
        Set<String> read = new TreeSet<>();
        Pattern.compile("lastgood\\.dev/[a-z-]{2,}").matcher(text).results().forEach(found -> read.add(found.group()));

        assertThat(read)
                .containsExactlyInAnyOrder(
                        Names.QUARANTINED_TEMPLATE, Names.QUARANTINED_CONFIGURATION, Names.QUARANTINE_CHECK);
        assertThat(text).contains("request.options.fieldManager != '" + ApiPatcher.FIELD_MANAGER + "'");
    }

    @Test
    void theyFailOpenAndRefuseWithForbidden() {
        assertThat(keepingOut()).hasSize(2).allSatisfy(policy -> {
            assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Ignore");
            assertThat(policy.getSpec().getValidations())
                    .singleElement()
                    .satisfies(validation -> assertThat(validation.getReason()).isEqualTo("Forbidden"));
        });
    }

    @Test
    void theyAreBoundToTheLabelledParametersOfTheSameNamespace() {
        assertThat(bindings)
                .extracting(b -> b.getSpec().getPolicyName())
                .containsExactlyElementsOf(
                        policies.stream().map(p -> p.getMetadata().getName()).toList());
        assertThat(bindings).allSatisfy(binding -> assertThat(binding.getSpec().getValidationActions())
                .containsExactly("Deny"));
        assertThat(bindings.subList(0, 2)).allSatisfy(binding -> {
            var params = binding.getSpec().getParamRef();
            assertThat(params.getNamespace()).isNull();
            assertThat(params.getParameterNotFoundAction()).isEqualTo("Allow");
        });
        assertThat(bindings.subList(0, 2))
                .extracting(b -> b.getSpec().getParamRef().getSelector().getMatchLabels())
                .containsExactly(
                        Map.of(Names.QUARANTINED_TEMPLATE, "true"), Map.of(Names.QUARANTINED_CONFIGURATION, "true"));
    }

    private List<ValidatingAdmissionPolicy> keepingOut() {
        return policies.stream()
                .filter(policy -> policy.getSpec().getParamKind() != null)
                .toList();
    }

    @Test
    void whoMayWriteAQuarantineFailsClosed() {
        assertThat(policies)
                .filteredOn(policy -> policy.getMetadata().getName().equals("lastgood-quarantine-writers"))
                .singleElement()
                .satisfies(policy ->
                        assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Fail"));
    }

    @Test
    void aCreationIsNeverRefused() {
        assertThat(keepingOut()).allSatisfy(policy -> assertThat(
                        policy.getSpec().getMatchConstraints().getResourceRules())
                .allSatisfy(rule -> assertThat(rule.getOperations()).containsExactly("UPDATE")));
    }
}
