package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;

/**
 * The data of a ControllerRevision: {@code template}, {@code lastApplied}, {@code managedFields} (of those who write the
 * template), {@code volumeClaimTemplates} of a StatefulSet, {@code configMaps} by name, null for one that was absent, and
 * {@code configMapMetadata} by name, see {@link ConfigMapMetadata}.
 */
public final class Snapshot {

    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** @param workload as the API server has it: a field that only a newer Kubernetes knows is restored, too */
    static JsonNode of(JsonNode workload, Map<String, ConfigMap> configMaps) {
        ObjectNode data = Json.object();
        data.set("template", Json.withoutNulls(workload.at("/spec/template")));
        JsonNode metadata = workload.path("metadata");
        JsonNode lastApplied = metadata.path("annotations").path(LAST_APPLIED);
        if (lastApplied.isTextual()) {
            data.set("lastApplied", lastApplied);
        }
        ArrayNode appliers = data.putArray("managedFields");
        for (JsonNode entry : metadata.path("managedFields")) {
            if (ConfigMapMetadata.isApplier(entry) && FieldSet.of(entry).has("f:spec", "f:template")) {
                appliers.add(entry);
            }
        }
        if ("StatefulSet".equals(workload.path("kind").textValue())) {
            // Not restored, but compared: a StatefulSet that was created again may have others.
            ArrayNode claims = data.putArray("volumeClaimTemplates");
            workload.at("/spec/volumeClaimTemplates").forEach(claims::add);
        }
        ObjectNode maps = data.putObject("configMaps");
        configMaps.forEach((name, configMap) -> maps.set(name, configMap == null ? null : content(configMap)));
        ObjectNode ofConfigMaps = data.putObject("configMapMetadata");
        configMaps.forEach((name, configMap) -> {
            if (configMap != null) {
                ofConfigMaps.set(name, ConfigMapMetadata.of(configMap));
            }
        });
        return data;
    }

    /** The data of an object that completes a revision with one ConfigMap; null is one that is absent. */
    static JsonNode configMap(String name, ConfigMap configMap) {
        ObjectNode data = Json.object();
        data.putObject("configMaps").set(name, configMap == null ? null : content(configMap));
        return data;
    }

    private static ObjectNode content(ConfigMap configMap) {
        ObjectNode content = Json.object();
        if (configMap.getData() != null) {
            content.set("data", Json.tree(configMap.getData()));
        }
        if (configMap.getBinaryData() != null) {
            content.set("binaryData", Json.tree(configMap.getBinaryData()));
        }
        if (configMap.getImmutable() != null) {
            content.put("immutable", configMap.getImmutable());
        }
        return content;
    }

    private Snapshot() {}
}
