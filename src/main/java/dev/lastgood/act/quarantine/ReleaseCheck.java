package dev.lastgood.act.quarantine;

import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.decide.quarantine.Absence;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Asks the API server whether only a Quarantine was deleted, or its kind or its namespace too. */
@ApplicationScoped
public class ReleaseCheck {

    private final KubernetesClient client;

    public ReleaseCheck(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Reads the CRD and the namespace. Without the right to do so the answer is that they are unknown: the deletion of a
     * Quarantine is no release then.
     *
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public Absence why(String namespace) {
        return new Absence(
                since(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(HasMetadata.getFullResourceName(Quarantine.class))),
                since(client.namespaces().withName(namespace)));
    }

    private static Instant since(Resource<? extends HasMetadata> resource) {
        try {
            HasMetadata object = resource.get();
            return object == null || object.isMarkedForDeletion()
                    ? null
                    : Instant.parse(object.getMetadata().getCreationTimestamp());
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return null;
            }
            throw e;
        }
    }
}
