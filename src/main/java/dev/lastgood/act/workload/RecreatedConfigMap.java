package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.act.revision.ConfigMapMetadata;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What becomes of a ConfigMap that a rollback created: once someone else applies it, it loses the marks of the rollback; if it
 * is still as the rollback created it and no longer needed, it is deleted.
 */
@ApplicationScoped
public class RecreatedConfigMap {

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    public RecreatedConfigMap(KubernetesClient client) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * Looks at the ConfigMap and does what is due, if it does not change in the same moment.
     *
     * @param needed whether something refers to it
     * @return what was done, in words; empty if nothing
     * @throws KubernetesClientException if the API server refuses, cannot be reached or cannot answer now
     */
    public Optional<String> settle(String namespace, String name, boolean needed) {
        ConfigMap now =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (now == null || Recreation.workload(now).isEmpty()) {
            return Optional.empty();
        }
        boolean takenOver = Recreation.isTakenOver(now);
        if (!takenOver && needed) {
            return Optional.empty();
        }
        try {
            if (takenOver) {
                removeMarks(now);
                return Optional.of("ConfigMap " + name + " was applied again by someone else: it is theirs");
            }
            patcher.delete(ConfigMap.class, now.getMetadata());
            return Optional.of("ConfigMap " + name + ", which a rollback created, is no longer needed: deleted");
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e).isOutdated() || ApiRefusal.of(e) == ApiRefusal.NotFound) {
                return Optional.empty(); // changed since: looked at again in a later pass
            }
            throw e;
        }
    }

    /** Returns whether a ConfigMap of that name exists, whoever created it. */
    public boolean exists(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get() != null;
    }

    /**
     * Creates a ConfigMap of a restored revision again.
     *
     * @param workload the one that needs it
     * @param to data of the restored revision
     * @return false if there is one of that name
     * @throws KubernetesClientException if the API server refuses, cannot be reached or cannot answer now
     */
    public boolean create(Workload workload, String name, JsonNode to) {
        JsonNode metadata = to.path("configMapMetadata").path(name);
        ObjectNode content = ConfigurationRestore.content(to.path("configMaps").path(name));
        try {
            patcher.create(object(workload, name, content, metadata, ConfigMapMetadata.lastApplied(metadata, content)));
            return true;
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) == ApiRefusal.AlreadyExists) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns what is to be created.
     *
     * @param good the metadata that it had, see {@link ConfigMapMetadata}
     * @param lastApplied kubectl's last-applied configuration; null if there was none. It is changed
     */
    static ConfigMap object(Workload workload, String name, JsonNode content, JsonNode good, JsonNode lastApplied) {
        String label = WorkloadLabel.full(
                workload.kind(), workload.object().getMetadata().getName());
        ObjectNode metadata = Recreation.metadata(good, label, ConfigContent.digest(content));
        metadata.put("namespace", workload.object().getMetadata().getNamespace())
                .put("name", name);
        if (lastApplied instanceof ObjectNode applied) {
            // With our annotations, so that the next apply, which does not have them, removes them.
            ObjectNode marks = applied.withObjectProperty("metadata").withObjectProperty("annotations");
            ObjectNode annotations = metadata.withObjectProperty("annotations");
            Recreation.MARKS.stream().filter(annotations::has).forEach(mark -> {
                marks.set(mark, annotations.get(mark));
            });
            annotations.put(Snapshot.LAST_APPLIED, LastApplied.text(applied));
        }
        ObjectNode configMap = content.deepCopy();
        configMap.set("metadata", metadata);
        return Json.as(configMap, ConfigMap.class);
    }

    private void removeMarks(ConfigMap now) {
        JsonPatch patch = new JsonPatch()
                .test(
                        "/metadata/resourceVersion",
                        TextNode.valueOf(now.getMetadata().getResourceVersion()));
        now.getMetadata().getAnnotations().forEach((annotation, value) -> {
            if (Recreation.MARKS.contains(annotation)) {
                String pointer = JsonPatch.pointer("metadata", "annotations", annotation);
                Recreation.withoutMark(annotation, value)
                        .ifPresentOrElse(
                                left -> patch.replace(pointer, TextNode.valueOf(left)), () -> patch.remove(pointer));
            }
        });
        patcher.patchMetadata(
                ConfigMap.class,
                now.getMetadata().getNamespace(),
                now.getMetadata().getName(),
                patch);
    }
}
