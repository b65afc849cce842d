package dev.lastgood.act.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Lists objects of which only the metadata is of interest, and has the API server answer with no more than that. */
public final class MetadataList {

    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final int PAGE = 500;

    private final KubernetesClient client;

    /** Reads with this client. */
    public MetadataList(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns the metadata of all objects with a label.
     *
     * @param namespace null: all namespaces
     * @throws KubernetesClientException if the API server refuses or cannot be reached
     */
    public List<ObjectMeta> of(Class<? extends HasMetadata> type, String namespace, String label) {
        String path = namespace == null ? ObjectPath.of(type) : ObjectPath.of(type, namespace);
        List<ObjectMeta> found = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = read(path + "?limit=" + PAGE + "&labelSelector=" + encoded(label)
                    + (next.isEmpty() ? "" : "&continue=" + encoded(next)));
            page.path("items").forEach(item -> found.add(Json.as(item.path("metadata"), ObjectMeta.class)));
            next = page.at("/metadata/continue").asText("");
        } while (!next.isEmpty());
        return found;
    }

    private JsonNode read(String path) {
        String master = client.getMasterUrl().toString().replaceAll("/$", "");
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(master + path)
                .header("Accept", METADATA_ONLY)
                .timeout(client.getConfiguration().getRequestTimeout(), TimeUnit.MILLISECONDS)
                .build();
        HttpResponse<byte[]> response;
        try {
            response = client.getHttpClient().sendAsync(request, byte[].class).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("GET " + path + " was interrupted", e);
        } catch (ExecutionException e) {
            throw new KubernetesClientException("GET " + path + " got no answer: " + e.getCause(), e.getCause());
        }
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    "GET " + path + " was refused with " + response.code(), response.code(), null);
        }
        return Json.parse(response.body());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
