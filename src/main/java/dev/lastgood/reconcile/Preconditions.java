package dev.lastgood.reconcile;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ModelDeployment;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;

/** What must be there before the operator can start. */
@ApplicationScoped
public class Preconditions {

    private final KubernetesClient client;

    public Preconditions(KubernetesClient client) {
        this.client = client;
    }

    /** @throws IllegalStateException that says what is missing and how to get it */
    void check() {
        served(ModelDeployment.class);
        served(AIIncident.class);
    }

    private void served(Class<? extends CustomResource<?, ?>> kind) {
        String group = HasMetadata.getGroup(kind) + "/" + HasMetadata.getVersion(kind);
        String plural = HasMetadata.getPlural(kind);
        try {
            var resources = client.getApiResources(group);
            if (resources != null && resources.getResources().stream().anyMatch(r -> plural.equals(r.getName()))) {
                return;
            }
        } catch (KubernetesClientException e) {
            throw new IllegalStateException("the API server does not answer: " + e.getMessage(), e);
        }
        throw new IllegalStateException("the CRD " + plural + "." + HasMetadata.getGroup(kind)
                + " is not installed: kubectl apply -f crds/ first");
    }
}
