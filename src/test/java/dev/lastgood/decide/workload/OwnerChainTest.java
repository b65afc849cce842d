package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.OwnerChain.End;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnerChainTest {

    private static OwningController owner(String apiVersion, String kind, String name) {
        return new OwningController(apiVersion, kind, name);
    }

    private static OwnerChain chain(End end, OwningController... owners) {
        return new OwnerChain(Arrays.asList(owners), end);
    }

    private static final OwningController INFERENCE_SERVICE =
            owner("serving.kserve.io/v1beta1", "InferenceService", "fraud");
    private static final OwningController KNATIVE_REVISION = owner("serving.knative.dev/v1", "Revision", "fraud-1");
    private static final OwningController KNATIVE_CONFIGURATION =
            owner("serving.knative.dev/v1", "Configuration", "fraud");
    private static final OwningController KNATIVE_SERVICE = owner("serving.knative.dev/v1", "Service", "fraud");
    private static final OwningController CANARY = owner("flagger.app/v1beta1", "Canary", "fraud");
    private static final OwningController APP = owner("ai.example.com/v1", "ModelApp", "risk");

    @Test
    void one_owner_is_named_as_the_owner() {
        OwnerChain chain = chain(End.Top, INFERENCE_SERVICE);

        assertThat(chain.words("Deployment fraud-predictor"))
                .isEqualTo("InferenceService fraud (serving.kserve.io/v1beta1) owns the Deployment fraud-predictor");
        assertThat(chain.remedy()).isEqualTo("change spec.predictor of the InferenceService fraud instead");
    }

    @Test
    void what_is_changed_is_the_top_because_it_overwrites_what_is_below_it() {
        OwnerChain chain = chain(End.Top, INFERENCE_SERVICE, APP);

        assertThat(chain.words("Deployment d"))
                .isEqualTo("InferenceService fraud (serving.kserve.io/v1beta1), owned by ModelApp risk "
                        + "(ai.example.com/v1), owns the Deployment d");
        assertThat(chain.remedy()).isEqualTo("change the ModelApp risk instead");
    }

    @Test
    void a_chain_is_named_from_the_workload_to_the_top() {
        assertThat(chain(End.Top, KNATIVE_REVISION, KNATIVE_CONFIGURATION, KNATIVE_SERVICE)
                        .words("Deployment d"))
                .isEqualTo(
                        "Revision fraud-1 (serving.knative.dev/v1), owned by Configuration fraud "
                                + "(serving.knative.dev/v1), owned by Service fraud (serving.knative.dev/v1), owns the Deployment d");
        assertThat(chain(End.Top, KNATIVE_REVISION, KNATIVE_CONFIGURATION, KNATIVE_SERVICE, INFERENCE_SERVICE)
                        .words("Deployment d"))
                .isEqualTo(
                        "Revision fraud-1 (serving.knative.dev/v1), through 2 others, owned by InferenceService fraud "
                                + "(serving.kserve.io/v1beta1), owns the Deployment d");
    }

    @Test
    void knative_is_changed_by_its_traffic_unless_something_owns_it() {
        assertThat(chain(End.Top, KNATIVE_REVISION, KNATIVE_CONFIGURATION, KNATIVE_SERVICE)
                        .remedy())
                .contains("spec.traffic of its Knative Service");
        assertThat(chain(End.RightMissing, KNATIVE_REVISION, KNATIVE_CONFIGURATION)
                        .remedy())
                .contains("spec.traffic of its Knative Service");
        assertThat(chain(End.Top, KNATIVE_REVISION, KNATIVE_CONFIGURATION, KNATIVE_SERVICE, INFERENCE_SERVICE)
                        .remedy())
                .isEqualTo("change spec.predictor of the InferenceService fraud instead");
    }

    @Test
    void under_a_canary_the_target_is_changed_whoever_owns_the_canary() {
        assertThat(chain(End.Top, CANARY, APP).remedy()).contains("spec.targetRef of the Canary");
    }

    @Test
    void an_owner_that_may_not_be_read_says_so_only_if_its_kind_is_unknown() {
        assertThat(chain(End.RightMissing, APP).remedy())
                .startsWith("change the ModelApp risk instead")
                .contains("Lastgood may not read the ModelApp", "rbac.owners");
        assertThat(chain(End.RightMissing, INFERENCE_SERVICE).remedy()).doesNotContain("rbac.owners");
        assertThat(chain(End.Top, APP).remedy()).doesNotContain("rbac.owners");
        assertThat(chain(End.Unknown, APP).remedy()).doesNotContain("rbac.owners");
    }

    @Test
    void long_names_leave_room_for_what_to_do() {
        OwningController[] owners = IntStream.range(0, OwnerChain.LONGEST)
                .mapToObj(i -> owner("g".repeat(200) + "/v1", "K".repeat(63), "n".repeat(253)))
                .toArray(OwningController[]::new);

        assertThat(chain(End.RightMissing, owners).words("Deployment " + "d".repeat(253)))
                .hasSizeLessThan(650);
        assertThat(chain(End.RightMissing, owners).remedy()).hasSizeLessThan(600);
    }
}
