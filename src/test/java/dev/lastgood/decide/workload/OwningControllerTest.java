package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwningControllerTest {

    private static OwnerReference reference(String apiVersion, String kind, Boolean controller) {
        return new OwnerReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName("fraud")
                .withUid("u")
                .withController(controller)
                .build();
    }

    private static Deployment owned(OwnerReference... references) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("fraud-predictor")
                .withOwnerReferences(references)
                .endMetadata()
                .build();
    }

    @Test
    void a_workload_without_a_controller_has_no_owner() {
        Deployment withoutList = owned();
        withoutList.getMetadata().setOwnerReferences(null);

        assertThat(OwningController.of(withoutList)).isEmpty();
        assertThat(OwningController.of(owned())).isEmpty();
        assertThat(OwningController.of(owned(reference("v1", "ConfigMap", null), reference("v1", "ConfigMap", false))))
                .as("owners that only have it deleted with them")
                .isEmpty();
    }

    @Test
    void the_controller_is_the_owner_wherever_it_is_in_the_list() {
        Deployment owned = owned(
                reference("v1", "ConfigMap", false), reference("serving.kserve.io/v1beta1", "InferenceService", true));

        assertThat(OwningController.of(owned))
                .contains(new OwningController("serving.kserve.io/v1beta1", "InferenceService", "fraud"))
                .map(OwningController::words)
                .contains("InferenceService fraud (serving.kserve.io/v1beta1)");
    }

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource({
        "serving.kserve.io/v1beta1, InferenceService, change spec.predictor of the InferenceService fraud instead",
        "serving.kserve.io/v1alpha2, LLMInferenceService, "
                + "change spec.model and spec.template of the LLMInferenceService fraud instead",
        "leaderworkerset.x-k8s.io/v1, LeaderWorkerSet, "
                + "change spec.leaderWorkerTemplate of the LeaderWorkerSet fraud instead",
        "machinelearning.seldon.io/v1, SeldonDeployment, change spec.predictors of the SeldonDeployment fraud instead",
        "example.com/v1, InferenceService, change the InferenceService fraud instead",
        "v1, ConfigMap, change the ConfigMap fraud instead",
    })
    void a_person_changes(String apiVersion, String kind, String remedy) {
        assertThat(new OwningController(apiVersion, kind, "fraud").remedy()).isEqualTo(remedy);
    }

    @Test
    void flagger_and_knative_have_their_own_ways_back() {
        assertThat(new OwningController("flagger.app/v1beta1", "Canary", "fraud").remedy())
                .contains("spec.targetRef", "spec.gateway.workloadRef");
        assertThat(new OwningController("serving.knative.dev/v1", "Revision", "fraud-00002").remedy())
                .contains("spec.traffic of its Knative Service");
    }

    @Test
    void each_remedy_fits_into_a_message_twice() {
        for (String owner : List.of("flagger.app/Canary", "serving.knative.dev/Revision")) {
            String[] parts = owner.split("/");
            assertThat(new OwningController(parts[0] + "/v1", parts[1], "n".repeat(253)).remedy())
                    .hasSizeLessThan(400);
        }
    }
}
