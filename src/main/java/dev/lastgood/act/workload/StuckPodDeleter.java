package dev.lastgood.act.workload;

import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.action.StuckPodOutcome;
import dev.lastgood.decide.workload.StuckPod;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Deletes pods for which a StatefulSet would wait for ever: exactly those, and only while they are as they were seen. */
@ApplicationScoped
public class StuckPodDeleter {

    private final KubernetesClient client;
    private final Surroundings surroundings;

    public StuckPodDeleter(KubernetesClient client, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
    }

    /**
     * Deletes, each with its own grace period.
     *
     * @throws KubernetesClientException where the API server cannot be reached or cannot answer now
     */
    public StuckPodOutcome delete(String namespace, StuckPodDeletion order) {
        List<String> deleted = new ArrayList<>();
        for (StuckPod pod : order.pods()) {
            try {
                delete(namespace, pod);
                deleted.add(pod.name());
            } catch (KubernetesClientException e) {
                ApiRefusal refusal = ApiRefusal.of(e);
                if (refusal.isForbidden()) {
                    return new StuckPodOutcome(deleted, "pod " + pod.name() + " may not be deleted: " + e.getMessage());
                }
                if (refusal != ApiRefusal.Conflict && refusal != ApiRefusal.NotFound) {
                    throw e;
                }
                // Gone, another pod of this name, or it moved since: looked at again.
            }
        }
        return new StuckPodOutcome(deleted, null);
    }

    /** fabric8's own delete knows no UID. */
    private void delete(String namespace, StuckPod pod) {
        String answer = client.raw(
                "/api/v1/namespaces/" + namespace + "/pods/" + pod.name(),
                "DELETE",
                new DeleteOptionsBuilder()
                        .withNewPreconditions()
                        .withUid(pod.uid())
                        .withResourceVersion(pod.resourceVersion())
                        .endPreconditions()
                        .build());
        // The pod as it is being deleted, or a Status where it is gone at once.
        if (client.getKubernetesSerialization().unmarshal(answer, HasMetadata.class) instanceof Pod terminating) {
            surroundings.wrote(terminating);
        }
    }
}
