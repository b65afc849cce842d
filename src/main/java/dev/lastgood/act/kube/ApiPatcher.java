package dev.lastgood.act.kube;

import dev.lastgood.api.Names;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends a JSON Patch for one object of a namespace, or a new object, as field manager {@code lastgood}, in exactly one request:
 * fabric8's own {@code patch(PatchContext, String)} reads the object first, which doubles the time.
 *
 * <p>The client sends a request again after 429, 5xx and I/O errors. A patch whose answer was lost may therefore have
 * been applied although its repetition fails: its guard then fails, which shows as {@link ApiRefusal#isOutdated outdated}.
 * Read the object before concluding that someone else changed it.
 */
public final class ApiPatcher {

    /** The field manager under which all that Lastgood writes by patch is recorded in {@code managedFields}. */
    public static final String FIELD_MANAGER = Names.FIELD_MANAGER;

    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String WHOLE = "application/json";
    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private static final String DRY_RUN = "&dryRun=All";

    private final KubernetesClient client;
    private final boolean rehearses;

    /** Uses the client's own connections, credentials, timeouts and retries. */
    public ApiPatcher(KubernetesClient client) {
        this(client, false);
    }

    private ApiPatcher(KubernetesClient client, boolean rehearses) {
        this.client = client;
        this.rehearses = rehearses;
    }

    /** Returns one whose every patch is a {@link #dryRun}. */
    public static ApiPatcher rehearsing(KubernetesClient client) {
        return new ApiPatcher(client, true);
    }

    /** Nothing that it answers is stored. */
    public boolean rehearses() {
        return rehearses;
    }

    /**
     * Patches an object.
     *
     * @return the object as the API server stored it
     * @throws KubernetesClientException with the HTTP code and the server's Status if it answered anything but success;
     *     with code -1 if no answer came
     * @throws IllegalArgumentException if the patch is empty, or the namespace or name cannot be one
     */
    public <T extends HasMetadata> T patch(Class<T> type, String namespace, String name, JsonPatch patch) {
        return client.getKubernetesSerialization()
                .unmarshal(send(type, namespace, name, patch, query(), WHOLE).body(), type);
    }

    /**
     * Patches an object of which only the metadata is of interest, and has the API server answer with no more than that:
     * a revision's body can take 900 KiB.
     *
     * @throws KubernetesClientException as {@link #patch}
     * @throws IllegalArgumentException as {@link #patch}
     */
    public void patchMetadata(Class<? extends HasMetadata> type, String namespace, String name, JsonPatch patch) {
        send(type, namespace, name, patch, query(), METADATA);
    }

    /**
     * Creates an object. fabric8's own {@code create} names no field manager, and the admission policies make their
     * exception for ours. The body has the escapes of {@link Json#escaped}: the API server compares the immutable data of a
     * ControllerRevision byte by byte with what it makes of them for a patch, and would refuse every later patch of its
     * annotations.
     *
     * @return the object as the API server stored it
     * @throws KubernetesClientException as {@link #patch}; {@link ApiRefusal#AlreadyExists} if there is one of that name
     * @throws IllegalArgumentException if the namespace cannot be one
     */
    public <T extends HasMetadata> T create(T object) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) object.getClass();
        String path = ObjectPath.of(type, object.getMetadata().getNamespace());
        HttpRequest.Builder request = request(path, query(), WHOLE)
                .post(WHOLE, Json.escaped(client.getKubernetesSerialization().asJson(object)));
        return client.getKubernetesSerialization()
                .unmarshal(send("POST", path, request).body(), type);
    }

    /**
     * Asks the API server, its admission included, what {@link #patch} would do, and changes nothing.
     *
     * @return the object as it would be stored
     * @throws KubernetesClientException as {@link #patch}
     * @throws IllegalArgumentException as {@link #patch}
     */
    public <T extends HasMetadata> T dryRun(Class<T> type, String namespace, String name, JsonPatch patch) {
        return client.getKubernetesSerialization()
                .unmarshal(send(type, namespace, name, patch, DRY_RUN, WHOLE).body(), type);
    }

    /**
     * Deletes an object, unless it has changed since it was read.
     *
     * @throws KubernetesClientException as {@link #patch}; {@link ApiRefusal#isOutdated outdated} if it has changed
     */
    public void delete(Class<? extends HasMetadata> type, ObjectMeta seen) {
        client.raw(
                ObjectPath.of(type, seen.getNamespace(), seen.getName()) + (rehearses ? "?dryRun=All" : ""),
                "DELETE",
                new DeleteOptionsBuilder()
                        .withNewPreconditions()
                        .withUid(seen.getUid())
                        .withResourceVersion(seen.getResourceVersion())
                        .endPreconditions()
                        .build());
    }

    private String query() {
        return rehearses ? DRY_RUN : "";
    }

    private HttpResponse<String> send(
            Class<? extends HasMetadata> type,
            String namespace,
            String name,
            JsonPatch patch,
            String furtherQuery,
            String accept) {
        if (patch.isEmpty()) {
            throw new IllegalArgumentException("A patch of " + name + " has no operation");
        }
        String path = ObjectPath.of(type, namespace, name);
        return send("PATCH", path, request(path, furtherQuery, accept).patch(JSON_PATCH, patch.json()));
    }

    private HttpRequest.Builder request(String path, String furtherQuery, String accept) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base() + path + "?fieldManager=" + FIELD_MANAGER + furtherQuery)
                .header("Accept", accept)
                .timeout(client.getConfiguration().getRequestTimeout(), TimeUnit.MILLISECONDS);
    }

    private HttpResponse<String> send(String method, String path, HttpRequest.Builder request) {
        String what = method + " " + path;
        HttpResponse<String> response = await(client.getHttpClient().sendAsync(request.build(), String.class), what);
        if (!response.isSuccessful()) {
            Status status = status(response);
            throw new KubernetesClientException(
                    what + " was refused with " + response.code() + ": " + status.getMessage(),
                    response.code(),
                    status);
        }
        return response;
    }

    private String base() {
        String master = client.getMasterUrl().toString();
        return master.endsWith("/") ? master.substring(0, master.length() - 1) : master;
    }

    private static HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer, String what) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new KubernetesClientException(what + " was interrupted; it may have been applied", e);
        } catch (ExecutionException e) {
            throw new KubernetesClientException(
                    what + " got no answer; it may have been applied: " + e.getCause(), e.getCause());
        }
    }

    /** The server's Status; a proxy in between answers something else, of which only the code is worth telling. */
    private Status status(HttpResponse<String> response) {
        try {
            Status status = client.getKubernetesSerialization().unmarshal(response.body(), Status.class);
            if (status != null && status.getMessage() != null) {
                return status;
            }
        } catch (RuntimeException notAStatus) {
            // Falls through: the code alone is told.
        }
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(response.code())
                .withMessage("no reason given")
                .build();
    }
}
