package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes content into a ConfigMap that exists, if it still has the content with which it was seen. The guard is the
 * resourceVersion: a JSON Patch {@code test} of a text fails for {@code <}, {@code >} and {@code &}, because the API server
 * escapes them before it compares. It also moves when only a label changes, so the write is repeated then.
 */
final class ConfigMapWrite {

    private static final int TRIES = 3;
    private static final List<String> FIELDS = List.of("data", "binaryData");

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    ConfigMapWrite(KubernetesClient client, ApiPatcher patcher) {
        this.client = client;
        this.patcher = patcher;
    }

    /**
     * What a ConfigMap is to contain.
     *
     * @param tree {@code data} and {@code binaryData}
     * @param lastApplied what kubectl had applied when the ConfigMap had this content; null if nothing. It is written with
     *     the content, so that an apply in the next moment removes what it has to remove
     */
    record Content(JsonNode tree, JsonNode lastApplied) {}

    /**
     * Writes the keys that differ.
     *
     * @param seen as it was read
     * @return the ConfigMap as the API server stored it
     * @throws KubernetesClientException {@link ApiRefusal#isOutdated outdated} if someone else changed the content, or wrote
     *     something else at each of three tries; or as {@link ApiPatcher#patch}
     */
    ConfigMap write(ConfigMap seen, Content to) {
        ConfigMap now = seen;
        for (int tries = 1; ; tries++) {
            JsonPatch patch = patch(now, to);
            try {
                return patcher.patch(
                        ConfigMap.class,
                        now.getMetadata().getNamespace(),
                        now.getMetadata().getName(),
                        patch);
            } catch (KubernetesClientException e) {
                ConfigMap next =
                        ApiRefusal.of(e).isOutdated() ? client.resource(now).get() : null;
                if (next == null) {
                    throw e;
                }
                if (ConfigContent.digest(next).equals(digest(to.tree()))) {
                    return next; // the first answer was lost, and the client's repetition found it done
                }
                if (tries == TRIES || !isAsSeen(next, seen)) {
                    throw e;
                }
                now = next;
            }
        }
    }

    private static boolean isAsSeen(ConfigMap now, ConfigMap seen) {
        return now.getMetadata().getUid().equals(seen.getMetadata().getUid())
                && ConfigContent.digest(now).equals(ConfigContent.digest(seen));
    }

    private static JsonPatch patch(ConfigMap now, Content to) {
        JsonNode live = Json.tree(now);
        JsonPatch patch = new JsonPatch()
                .test(
                        "/metadata/resourceVersion",
                        TextNode.valueOf(now.getMetadata().getResourceVersion()));
        for (String field : FIELDS) {
            JsonNode from = live.path(field);
            JsonNode target = to.tree().path(field);
            if (from.isMissingNode() && !target.isEmpty()) {
                patch.add("/" + field, Json.object());
            }
            for (String key : keys(from, target)) {
                String pointer = JsonPatch.pointer(field, key);
                if (target.path(key).isMissingNode()) {
                    patch.remove(pointer);
                } else if (!target.get(key).equals(from.path(key))) {
                    patch.add(pointer, target.get(key));
                }
            }
        }
        LastApplied.withContent(Annotation.of(now, Snapshot.LAST_APPLIED), to.lastApplied())
                .ifPresent(text -> patch.replace(
                        JsonPatch.pointer("metadata", "annotations", Snapshot.LAST_APPLIED), TextNode.valueOf(text)));
        return patch;
    }

    private static Set<String> keys(JsonNode from, JsonNode to) {
        Set<String> keys = new TreeSet<>();
        from.fieldNames().forEachRemaining(keys::add);
        to.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String digest(JsonNode content) {
        return ConfigContent.digest(Json.as(content, ConfigMap.class));
    }
}
