package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.revision.ConfigMapMetadata;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Restores the ConfigMaps of a revision, key by key: only keys that differ are written. If the rollback cannot be done as a
 * whole, what was written is put back.
 */
final class ConfigurationRestore {

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final Surroundings surroundings;
    private final String namespace;
    private final ConfigMapWrite writes;
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Set<String>> users = new HashMap<>();
    private final Deque<Done> done = new ArrayDeque<>();

    ConfigurationRestore(KubernetesClient client, ApiPatcher patcher, Surroundings surroundings, String namespace) {
        this.client = client;
        this.patcher = patcher;
        this.surroundings = surroundings;
        this.namespace = namespace;
        this.writes = new ConfigMapWrite(client, patcher);
    }

    /**
     * One ConfigMap that is to be restored.
     *
     * @param before as it was read; null if it does not exist
     * @param created what is created then; null otherwise
     */
    private record Change(String name, ConfigMap before, ConfigMap created, ConfigMapWrite.Content to) {}

    private record Done(Change change, ConfigMap written) {}

    /**
     * Finds out what has to be written; writes nothing.
     *
     * @param workload the one that is rolled back
     * @param to data of the target
     * @throws Refusal if a ConfigMap cannot be restored, or is no longer as it was seen
     */
    void prepare(Workload workload, JsonNode to, Sharing sharing) throws Refusal {
        for (Iterator<String> names = configMaps(to).fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode content = content(configMaps(to).get(name));
            String live = surroundings.contentOf(namespace, name);
            if (live.equals(digest(content))) {
                continue;
            }
            ConfigMap before =
                    client.configMaps().inNamespace(namespace).withName(name).get();
            if (!live.equals(ConfigContent.digest(before))) {
                throw Refusal.changed("ConfigMap " + name + " was changed by someone else");
            }
            if (before != null && Boolean.TRUE.equals(before.getImmutable())) {
                throw Refusal.because(
                        Reason.ConfigMapImmutable,
                        "ConfigMap " + name + " is immutable and has other content than the target: give configuration "
                                + "a new name with each change, as kustomize's generators do");
            }
            if (sharing.isRefused(name)) {
                throw Refusal.because(
                        Reason.SharedConfiguration,
                        "ConfigMap " + name + " is also used by " + String.join(", ", sharing.usersOf(name))
                                + ": set gateway.sharedConfigMaps: Restore to restore it for all of them");
            }
            users.put(name, sharing.usersOf(name));
            JsonNode metadata = to.path("configMapMetadata").path(name);
            JsonNode lastApplied = ConfigMapMetadata.lastApplied(metadata, content);
            ConfigMap created =
                    before == null ? RecreatedConfigMap.object(workload, name, content, metadata, lastApplied) : null;
            changes.add(new Change(name, before, created, new ConfigMapWrite.Content(content, lastApplied)));
        }
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The ConfigMaps that are written, each with those that also use it. */
    List<String> words() {
        return changes.stream()
                .map(Change::name)
                .map(name -> name
                        + (users.get(name).isEmpty()
                                ? ""
                                : " (also used by " + String.join(", ", users.get(name)) + ")"))
                .toList();
    }

    /**
     * Writes.
     *
     * @throws Refusal if one of them is refused; those written before are put back
     */
    void write() throws Refusal {
        for (Change change : changes) {
            try {
                ConfigMap written =
                        change.before() == null ? create(change) : writes.write(change.before(), change.to());
                if (!patcher.rehearses()) {
                    surroundings.wrote(written);
                    done.push(new Done(change, written));
                }
            } catch (KubernetesClientException e) {
                putBack();
                throw refusal(change, e);
            }
        }
    }

    private ConfigMap create(Change change) {
        try {
            return patcher.create(change.created());
        } catch (KubernetesClientException e) {
            ConfigMap now = ApiRefusal.of(e) == ApiRefusal.AlreadyExists ? read(change.name()) : null;
            if (now == null || !isOurs(now, change.created())) {
                throw e;
            }
            return now; // the first answer was lost, and the client's repetition found it done
        }
    }

    private static boolean isOurs(ConfigMap now, ConfigMap created) {
        return Recreation.workload(created).equals(Recreation.workload(now)) && !Recreation.isTakenOver(now);
    }

    /** Puts back what was written, unless someone else has written it since. */
    void putBack() {
        while (!done.isEmpty()) {
            Done one = done.pop();
            ConfigMap before = one.change().before();
            try {
                if (before == null) {
                    client.resource(one.written())
                            .lockResourceVersion(one.written().getMetadata().getResourceVersion())
                            .delete();
                } else {
                    JsonNode lastApplied = Json.parseOrNull(Annotation.of(before, Snapshot.LAST_APPLIED));
                    surroundings.wrote(writes.write(
                            one.written(), new ConfigMapWrite.Content(content(Json.tree(before)), lastApplied)));
                }
            } catch (KubernetesClientException e) {
                if (!ApiRefusal.of(e).isOutdated()) {
                    throw e;
                }
                // Someone else has written it since: theirs stays.
            }
        }
    }

    private static Refusal refusal(Change change, KubernetesClientException e) {
        ApiRefusal meaning = ApiRefusal.of(e);
        if (meaning.isTransient()) {
            throw e;
        }
        return meaning.isOutdated() || meaning == ApiRefusal.NotFound
                ? Refusal.changed("ConfigMap " + change.name() + " was changed by someone else")
                : Refusal.because(
                        Reason.RefusedByAdmission, "ConfigMap " + change.name() + " was refused: " + e.getMessage());
    }

    private ConfigMap read(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    private static String digest(JsonNode content) {
        return ConfigContent.digest(Json.as(content, ConfigMap.class));
    }

    /** Empty for a ConfigMap that was absent: a pod gets the same from both. */
    static ObjectNode content(JsonNode content) {
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
