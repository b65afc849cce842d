package dev.lastgood.act.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Pattern.compile("lastgood\\.dev/[a-z-]+").matcher(text).results().forEach(found -> read.add(found.group()));

        assertThat(read)
                .containsExactlyInAnyOrder(
                        Names.WORKLOAD,
                        Names.QUARANTINED_TEMPLATE,
                        Names.QUARANTINED_CONFIGURATION,
                        Names.KEEPS_OUT,
                        Names.INCIDENT,
                        Names.REASON,
                        Names.RELEASE);
        assertThat(text).contains("request.options.fieldManager != '" + ApiPatcher.FIELD_MANAGER + "'");
    }

    @Test
    void theyReadTheDataThatTheOperatorWrites() {
        ObjectNode failed = Json.object();
        failed.withObject("/template/spec").put("hostNetwork", true);
        failed.withObject("/configMaps/prompts/data").put("system", "bad");
        ObjectNode lastGood = Json.object();
        lastGood.withObject("/template/spec");
        lastGood.withObject("/configMaps/prompts/data");
        Blame blame = Blame.between(failed, lastGood, Noise.KNOWN);
        JsonNode data = Json.tree(Companion.of(
                        "ai",
                        "Deployment.gateway",
                        QuarantineScene.revision("gateway-a", RevisionState.Candidate, null, null),
                        blame,
                        new Charge(failed, lastGood, Noise.KNOWN, "incident", "RolledBack"),
                        QuarantineScene.NOW)
                .getData());

        Set<String> members = new TreeSet<>();
        Pattern.compile("params\\)\\.data\\.(\\w+)").matcher(text).results().forEach(m -> members.add(m.group(1)));
        assertThat(members).isNotEmpty().allMatch(data::has);
        Set<String> names = new TreeSet<>();
        Pattern.compile("blamed\\.(\\w+)").matcher(text).results().forEach(m -> names.add(m.group(1)));
        assertThat(names).containsExactlyElementsOf(new TreeSet<>(fields(data.get("blamed"))));
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void theyFailOpenAndRefuseWithForbidden() {
        assertThat(policies).hasSize(2).allSatisfy(policy -> {
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
        assertThat(bindings).allSatisfy(binding -> {
            assertThat(binding.getSpec().getValidationActions()).containsExactly("Deny");
            var params = binding.getSpec().getParamRef();
            assertThat(params.getNamespace()).isNull();
            assertThat(params.getParameterNotFoundAction()).isEqualTo("Allow");
        });
        assertThat(bindings)
                .extracting(b -> b.getSpec().getParamRef().getSelector().getMatchLabels())
                .containsExactly(
                        Map.of(Names.QUARANTINED_TEMPLATE, "true"), Map.of(Names.QUARANTINED_CONFIGURATION, "true"));
    }
}
