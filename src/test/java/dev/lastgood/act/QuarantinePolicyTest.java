package dev.lastgood.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Lastgood;
import dev.lastgood.decide.Blame;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be said of the policy without an API server. */
class QuarantinePolicyTest {

    private String text;
    private ValidatingAdmissionPolicy policy;
    private ValidatingAdmissionPolicyBinding binding;

    @BeforeEach
    void read() throws Exception {
        text = Files.readString(Path.of("helm/lastgood/templates/quarantine-policy.yaml"));
        List<HasMetadata> objects = new KubernetesSerialization().unmarshal(text);
        assertThat(objects).hasSize(2);
        policy = (ValidatingAdmissionPolicy) objects.get(0);
        binding = (ValidatingAdmissionPolicyBinding) objects.get(1);
    }

    @Test
    void itReadsTheNamesThatTheOperatorWrites() {
        Set<String> read = new TreeSet<>();
        Pattern.compile("lastgood\\.dev/[a-z-]+").matcher(text).results().forEach(found -> read.add(found.group()));

        Set<String> written = new HashSet<>(Blame.annotationKeys());
        written.addAll(Set.of(
                Lastgood.WORKLOAD,
                Lastgood.QUARANTINED,
                Lastgood.REVISION_VERSION,
                Lastgood.INCIDENT,
                Lastgood.REASON,
                Lastgood.RELEASE));
        // The policy of Deployments knows nothing of configuration; the text mentions all of them as blamed-*.
        written.remove(Lastgood.BLAMED_CONFIG_KEYS);
        read.remove("lastgood.dev/blamed-");
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
        assertThat(text).contains("request.options.fieldManager != '" + ApiPatcher.FIELD_MANAGER + "'");
    }

    @Test
    void itFailsOpenAndRefusesWithForbidden() {
        assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Ignore");
        assertThat(policy.getSpec().getValidations())
                .singleElement()
                .satisfies(validation -> assertThat(validation.getReason()).isEqualTo("Forbidden"));
    }

    @Test
    void itIsBoundToTheLabelledRevisionsOfTheSameNamespace() {
        assertThat(binding.getSpec().getPolicyName())
                .isEqualTo(policy.getMetadata().getName());
        assertThat(binding.getSpec().getValidationActions()).containsExactly("Deny");
        var params = binding.getSpec().getParamRef();
        assertThat(params.getNamespace()).isNull();
        assertThat(params.getParameterNotFoundAction()).isEqualTo("Allow");
        assertThat(params.getSelector().getMatchLabels()).containsOnlyKeys(Lastgood.QUARANTINED);
    }
}
