package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;

/**
 * To whom a ConfigMap of a revision belonged: {@code labels}, {@code annotations} (without ours), {@code lastApplied} and
 * {@code managedFields}. Values in {@code lastApplied} that are the content's own are null there, so that a snapshot does not
 * hold the content twice.
 */
public final class ConfigMapMetadata {

    /** No applier needs a longer one, and a snapshot must fit into one request. */
    private static final int LONGEST_ANNOTATION = 4096;

    private static final String[] CONTENT = {"data", "binaryData"};

    static ObjectNode of(ConfigMap configMap) {
        ObjectNode metadata = Json.object();
        if (configMap.getMetadata().getLabels() != null) {
            metadata.set("labels", Json.tree(configMap.getMetadata().getLabels()));
        }
        Map<String, String> annotations = configMap.getMetadata().getAnnotations();
        if (annotations != null) {
            metadata.set("annotations", kept(annotations));
            lastApplied(annotations.get(Snapshot.LAST_APPLIED), Json.tree(configMap), metadata);
        }
        ArrayNode owners = metadata.putArray("managedFields");
        for (JsonNode entry : Json.tree(configMap.getMetadata().getManagedFields())) {
            if (isApplier(entry)) {
                owners.add(entry);
            }
        }
        return metadata;
    }

    /**
     * Returns kubectl's last-applied configuration as it was.
     *
     * @param metadata as the snapshot has it
     * @param content of the ConfigMap in the same snapshot
     * @return null if there was none
     */
    public static JsonNode lastApplied(JsonNode metadata, JsonNode content) {
        if (!(metadata.path("lastApplied") instanceof ObjectNode kept)) {
            return null;
        }
        ObjectNode lastApplied = kept.deepCopy();
        for (String field : CONTENT) {
            if (lastApplied.path(field) instanceof ObjectNode values) {
                values.properties().stream()
                        .filter(value -> value.getValue().isNull())
                        .map(Map.Entry::getKey)
                        .toList()
                        .forEach(key -> values.set(key, content.path(field).get(key)));
            }
        }
        return lastApplied;
    }

    /** Who writes the object itself, and not only its status; Lastgood gives back what it owns. */
    static boolean isApplier(JsonNode entry) {
        return !entry.has("subresource")
                && !Names.FIELD_MANAGER.equals(entry.path("manager").textValue());
    }

    private static ObjectNode kept(Map<String, String> annotations) {
        ObjectNode kept = Json.object();
        boolean recreated = annotations.containsKey(Names.RECREATED_FOR);
        annotations.forEach((key, value) -> {
            boolean ours = Names.owns(key) || recreated && Recreation.MARKS.contains(key);
            if (!ours && !key.equals(Snapshot.LAST_APPLIED) && value.length() <= LONGEST_ANNOTATION) {
                kept.put(key, value);
            }
        });
        return kept;
    }

    private static void lastApplied(String annotation, JsonNode content, ObjectNode metadata) {
        JsonNode lastApplied = Json.parseOrNull(annotation);
        if (!(lastApplied instanceof ObjectNode object)) {
            return;
        }
        for (String field : CONTENT) {
            if (object.path(field) instanceof ObjectNode values) {
                values.properties().stream()
                        .filter(value ->
                                value.getValue().equals(content.path(field).get(value.getKey())))
                        .map(Map.Entry::getKey)
                        .toList()
                        .forEach(values::putNull);
            }
        }
        metadata.set("lastApplied", object);
    }

    private ConfigMapMetadata() {}
}
