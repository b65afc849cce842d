package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The data of a ControllerRevision: {@code template}, {@code lastApplied}, {@code managedFields} (of those who write the
 * template), {@code volumeClaimTemplates} of a StatefulSet, {@code configMaps} by name, null for one that was absent,
 * {@code storedApart} by name for those whose content is in an object of its own, and {@code configMapMetadata} by name, see
 * {@link ConfigMapMetadata}.
 */
public final class Snapshot {

    private static final String IMMUTABLE = "immutable";

    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /**
     * Returns the data of a revision.
     *
     * @param workload as the API server has it: a field that only a newer Kubernetes knows is restored, too
     * @param apart digests of the contents that have an object of their own
     */
    static JsonNode of(JsonNode workload, Map<String, ConfigMap> configMaps, Set<String> apart) {
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
        configMaps(data, configMaps, apart);
        ObjectNode ofConfigMaps = data.putObject("configMapMetadata");
        configMaps.forEach((name, configMap) -> {
            if (configMap != null) {
                ofConfigMaps.set(name, ConfigMapMetadata.of(configMap));
            }
        });
        return data;
    }

    /** The data of an object that completes a revision with one ConfigMap; null is one that is absent. */
    static JsonNode configMap(String name, ConfigMap configMap, Set<String> apart) {
        ObjectNode data = Json.object();
        Map<String, ConfigMap> one = new TreeMap<>();
        one.put(name, configMap);
        configMaps(data, one, apart);
        return data;
    }

    /** The data of an object with the content of a ConfigMap that several revisions share. */
    static JsonNode shared(ConfigMap configMap) {
        ObjectNode content = content(configMap);
        content.remove(IMMUTABLE);
        return content;
    }

    private static void configMaps(ObjectNode data, Map<String, ConfigMap> configMaps, Set<String> apart) {
        ObjectNode whole = data.putObject("configMaps");
        ObjectNode references = Json.object();
        configMaps.forEach((name, configMap) -> {
            String digest = ConfigContent.digest(configMap);
            if (apart.contains(digest)) {
                references.set(name, reference(digest, configMap));
            } else {
                whole.set(name, configMap == null ? null : content(configMap));
            }
        });
        if (!references.isEmpty()) {
            data.set(SharedContent.REFERENCES, references);
        }
    }

    private static ObjectNode reference(String digest, ConfigMap configMap) {
        ObjectNode reference = Json.object().put(SharedContent.DIGEST, digest);
        if (configMap.getImmutable() != null) {
            reference.put(IMMUTABLE, configMap.getImmutable());
        }
        return reference;
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
            content.put(IMMUTABLE, configMap.getImmutable());
        }
        return content;
    }

    private Snapshot() {}
}
