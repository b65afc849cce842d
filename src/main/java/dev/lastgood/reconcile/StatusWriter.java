package dev.lastgood.reconcile;

import dev.lastgood.api.StatusPart;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.OwnWrites;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Writes a status in one request, under its resourceVersion, and only where it changed. The status is the write-ahead log:
 * whoever lost the race is told (409) and decides anew.
 */
@ApplicationScoped
public class StatusWriter {

    private final KubernetesClient client;
    private final OwnWrites ownWrites;

    public StatusWriter(KubernetesClient client, OwnWrites ownWrites) {
        this.client = client;
        this.ownWrites = ownWrites;
    }

    /** Returns true where it was written. */
    public boolean write(ModelDeployment model, ModelDeploymentStatus status) {
        return write(model, new ModelDeployment(), status);
    }

    /** Returns true where it was written. */
    public boolean write(AIIncident incident, AIIncidentStatus status) {
        return write(incident, new AIIncident(), status);
    }

    /** Trees tell what the API server would see; they are made only if the parts differ. */
    private static boolean isWritten(Object status, Object seen) {
        return StatusPart.isSame(status, seen) || Json.tree(status).equals(Json.tree(seen));
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException with 409 where the object was changed meanwhile */
    private <S, T, R extends CustomResource<S, T>> boolean write(R seen, R fresh, T status) {
        if (status == null || isWritten(status, seen.getStatus())) {
            return false;
        }
        ObjectMeta metadata = seen.getMetadata();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .build());
        fresh.setSpec(seen.getSpec());
        fresh.setStatus(status);
        ownWrites.remember(client.resource(fresh).updateStatus());
        return true;
    }
}
