package dev.lastgood.act.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Reads objects as the API server has them. The client's classes may not know each field of a newer Kubernetes. */
public final class RawObjects {

    private final KubernetesClient client;

    /** Reads with this client. */
    public RawObjects(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns an object of a namespace; empty if it does not exist.
     *
     * @throws KubernetesClientException if the API server refuses or cannot be reached
     * @throws IllegalArgumentException if the namespace or name cannot be one
     */
    public Optional<JsonNode> read(Class<? extends HasMetadata> type, String namespace, String name) {
        return Optional.ofNullable(client.raw(ObjectPath.of(type, namespace, name)))
                .map(Json::parse);
    }
}
