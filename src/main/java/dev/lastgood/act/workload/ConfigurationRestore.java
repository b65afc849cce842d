package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ConfigMaps of a revision, brought back key by key: only keys that differ are written, each guarded by what was there.
 * What was written is put back where the whole cannot be had.
 */
final class ConfigurationRestore {

    private static final List<String> FIELDS = List.of("data", "binaryData");

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final Surroundings surroundings;
    private final String namespace;
    private final List<Change> changes = new ArrayList<>();
    private final Deque<Change> done = new ArrayDeque<>();
    private final Map<String, ConfigMap> created = new HashMap<>();

    ConfigurationRestore(KubernetesClient client, ApiPatcher patcher, Surroundings surroundings, String namespace) {
        this.client = client;
        this.patcher = patcher;
        this.surroundings = surroundings;
        this.namespace = namespace;
    }

    /** One ConfigMap: from this content to that; a null {@code from} is created. */
    private record Change(String name, JsonNode from, JsonNode to) {}

    /**
     * Finds out what has to be written; writes nothing.
     *
     * @param workload {@link dev.lastgood.decide.workload.Workload#reference} of the one that is rolled back
     * @param from {@code configMaps} of the failed revision
     * @param to {@code configMaps} of the target
     * @throws Refusal where it cannot be had
     */
    void prepare(String workload, JsonNode from, JsonNode to, SharedConfigMaps shared) throws Refusal {
        for (Iterator<String> names = to.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            String live = surroundings.contentOf(namespace, name);
            if (live.equals(digest(to.get(name)))) {
                continue;
            }
            // What the failed revision had is what is there, unless somebody wrote since. An absent one and an empty
            // one
            // look the same, and only the one that is there can be patched.
            boolean asInFailed =
                    from.hasNonNull(name) && !live.equals(ConfigContent.NONE) && live.equals(digest(from.get(name)));
            JsonNode before = asInFailed ? from.get(name) : read(name);
            if (before != null && before.path("immutable").asBoolean()) {
                throw Refusal.because(
                        Reason.ConfigMapImmutable,
                        "ConfigMap " + name + " is immutable and has other content than the target: give configuration "
                                + "a new name with each change, as kustomize's generators do");
            }
            Set<String> others = new TreeSet<>(surroundings.usersOf(namespace, name));
            others.remove(workload);
            if (!others.isEmpty() && shared == SharedConfigMaps.Refuse) {
                throw Refusal.because(
                        Reason.SharedConfiguration,
                        "ConfigMap " + name + " is used by " + String.join(", ", others)
                                + ", too: set gateway.sharedConfigMaps: Restore to restore it for all of them");
            }
            if (before != null || !digest(to.get(name)).equals(ConfigContent.NONE)) {
                changes.add(new Change(name, before, to.get(name)));
            }
        }
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Names of the ConfigMaps that are written. */
    List<String> names() {
        return changes.stream().map(Change::name).toList();
    }

    /**
     * Writes.
     *
     * @throws Refusal where one of them is refused; those written before are put back
     */
    void write() throws Refusal {
        for (Change change : changes) {
            try {
                write(change);
                if (!patcher.rehearses()) {
                    done.push(change);
                }
            } catch (KubernetesClientException e) {
                putBack();
                throw refusal(change, e);
            }
        }
    }

    /** Puts back what was written, as far as it is still as it was written. */
    void putBack() {
        while (!done.isEmpty()) {
            Change change = done.pop();
            try {
                if (change.from() == null) {
                    remove(created.get(change.name()));
                } else {
                    write(new Change(change.name(), change.to(), change.from()));
                }
            } catch (KubernetesClientException e) {
                if (!ApiRefusal.of(e).isOutdated()) {
                    throw e;
                }
                // Somebody wrote it since: theirs stays.
            }
        }
    }

    private static Refusal refusal(Change change, KubernetesClientException e) {
        ApiRefusal meaning = ApiRefusal.of(e);
        if (meaning.isTransient()) {
            throw e;
        }
        return meaning.isOutdated() || meaning == ApiRefusal.NotFound
                ? Refusal.changed("ConfigMap " + change.name() + " was changed by somebody else")
                : Refusal.because(
                        Reason.RefusedByAdmission, "ConfigMap " + change.name() + " was refused: " + e.getMessage());
    }

    private void write(Change change) {
        if (change.from() == null) {
            ConfigMap content = Json.as(content(change.to()), ConfigMap.class);
            ConfigMap made = patcher.create(new ConfigMapBuilder(content)
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(change.name())
                    .endMetadata()
                    .build());
            if (patcher.rehearses()) {
                return;
            }
            created.put(change.name(), made);
            surroundings.wrote(made);
            return;
        }
        JsonPatch patch = new JsonPatch();
        for (String field : FIELDS) {
            JsonNode from = change.from().path(field);
            JsonNode to = change.to().path(field);
            if (from.isMissingNode() && !to.isMissingNode()) {
                patch.add("/" + field, Json.object());
            }
            keys(from, to).forEach(key -> write(patch, JsonPatch.pointer(field, key), from.path(key), to.path(key)));
        }
        if (!patch.isEmpty()) {
            ConfigMap written = patcher.patch(ConfigMap.class, namespace, change.name(), patch);
            if (!patcher.rehearses()) {
                surroundings.wrote(written);
            }
        }
    }

    private void remove(ConfigMap made) {
        client.resource(made)
                .lockResourceVersion(made.getMetadata().getResourceVersion())
                .delete();
    }

    private static void write(JsonPatch patch, String pointer, JsonNode from, JsonNode to) {
        if (from.equals(to)) {
            return;
        }
        if (!from.isMissingNode()) {
            patch.test(pointer, from);
        }
        if (to.isMissingNode()) {
            patch.remove(pointer);
        } else {
            patch.add(pointer, to);
        }
    }

    private static Set<String> keys(JsonNode from, JsonNode to) {
        Set<String> keys = new HashSet<>();
        from.fieldNames().forEachRemaining(keys::add);
        to.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private JsonNode read(String name) {
        ConfigMap configMap =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return configMap == null ? null : Json.tree(configMap);
    }

    private static String digest(JsonNode content) {
        return content == null || content.isNull()
                ? ConfigContent.NONE
                : ConfigContent.digest(Json.as(content(content), ConfigMap.class));
    }

    private static JsonNode content(JsonNode content) {
        ObjectNode copy = Json.object();
        for (String field : List.of("data", "binaryData", "immutable")) {
            if (content.has(field)) {
                copy.set(field, content.get(field));
            }
        }
        return copy;
    }

    static JsonNode configMaps(JsonNode body) {
        JsonNode maps = body.path("configMaps");
        return maps.isObject() ? maps : MissingNode.getInstance();
    }
}
