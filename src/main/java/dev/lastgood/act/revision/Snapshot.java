package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;

/**
 * The data of a ControllerRevision: {@code template}, {@code lastApplied}, {@code managedFields} (entries of server-side
 * apply only) and {@code configMaps} by name, null for one that was absent.
 */
public final class Snapshot {

    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    static JsonNode of(Workload workload, Map<String, ConfigMap> configMaps) {
        ObjectNode data = Json.object();
        data.set("template", Json.tree(workload.template()));
        Map<String, String> annotations = workload.object().getMetadata().getAnnotations();
        if (annotations != null && annotations.containsKey(LAST_APPLIED)) {
            data.put("lastApplied", annotations.get(LAST_APPLIED));
        }
        ArrayNode appliers = data.putArray("managedFields");
        workload.object().getMetadata().getManagedFields().stream()
                .filter(entry -> "Apply".equals(entry.getOperation()))
                .forEach(entry -> appliers.add(Json.tree(entry)));
        ObjectNode maps = data.putObject("configMaps");
        configMaps.forEach((name, configMap) -> maps.set(name, configMap == null ? null : content(configMap)));
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
