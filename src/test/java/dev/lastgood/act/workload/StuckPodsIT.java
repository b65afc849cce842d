package dev.lastgood.act.workload;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.action.StuckPodOutcome;
import dev.lastgood.decide.workload.StuckPod;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only the very pod that was seen is deleted, and only while it is as it was seen. */
@RealApiServer
class StuckPodsIT {

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace("stuck");
    private final StuckPodDeleter stuckPods = new StuckPodDeleter(client, new Surroundings() {
        @Override
        public String contentOf(String namespace, String configMap) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wrote(HasMetadata object) {
            // Nobody reads here.
        }
    });

    /** A pod that nothing changes any more. */
    private Pod create(String name) {
        Kubelet.shared();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("gateway")
                        .withImage("example.test/gateway:crash")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        eventually("the kubelet has reported it", () -> assertThat(
                        now(name).getStatus().getConditions())
                .extracting(PodCondition::getType)
                .contains("Ready"));
        return now(name);
    }

    private Pod now(String name) {
        return client.pods().inNamespace(namespace).withName(name).get();
    }

    private StuckPodOutcome delete(StuckPod... pods) {
        return stuckPods.delete(namespace, new StuckPodDeletion(List.of(pods)));
    }

    private static StuckPod seen(Pod pod) {
        return new StuckPod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                pod.getMetadata().getResourceVersion());
    }

    private List<String> uids() {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .map(p -> p.getMetadata().getUid())
                .toList();
    }

    @Test
    void aPodOfTheSameNameAndOneThatMovedAreLeftAlone() {
        Pod before = create("gateway-0");
        assertThat(delete(seen(before))).isEqualTo(new StuckPodOutcome(List.of("gateway-0"), null));
        assertThat(uids()).isEmpty();
        assertThat(delete(seen(before))).as("it is gone").isEqualTo(new StuckPodOutcome(List.of(), null));

        Pod successor = create("gateway-0");
        assertThat(delete(seen(before))).isEqualTo(new StuckPodOutcome(List.of(), null));

        Pod moved = client.resource(successor).edit(p -> new PodBuilder(p)
                .editMetadata()
                .addToLabels("moved", "yes")
                .endMetadata()
                .build());
        Pod other = create("gateway-1");
        assertThat(delete(seen(successor), seen(other))).isEqualTo(new StuckPodOutcome(List.of("gateway-1"), null));
        assertThat(uids()).containsExactly(moved.getMetadata().getUid());
    }

    @Test
    void whereItMayNotBeDeletedThatIsSaid() {
        Pod pod = create("gateway-0");
        try (KubernetesClient nobody = ControlPlane.shared().login("nobody").client()) {
            StuckPodOutcome outcome =
                    new StuckPodDeleter(nobody, null).delete(namespace, new StuckPodDeletion(List.of(seen(pod))));

            assertThat(outcome.deleted()).isEmpty();
            assertThat(outcome.refused())
                    .startsWith("pod gateway-0 may not be deleted: ")
                    .contains("forbidden");
        }
    }
}
