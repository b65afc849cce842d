package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that a failed revision had removed and a rollback restored: an environment variable or a key of a ConfigMap. It is in
 * no manifest any more unless a later release contains it.
 *
 * @param configMap null for an environment variable
 * @param container null for a key of a ConfigMap
 * @param name of the variable or the key
 */
public record RestoredPart(String configMap, String container, String name) implements Comparable<RestoredPart> {

    private static final List<String> CONTAINERS = List.of("initContainers", "containers");
    private static final List<String> CONTENT = List.of("data", "binaryData");

    /** Returns what {@code good} has and {@code failed} does not; both are data of revisions. */
    public static Set<RestoredPart> between(JsonNode failed, JsonNode good) {
        Set<RestoredPart> parts = of(good);
        parts.removeAll(of(failed));
        return parts;
    }

    /**
     * Returns whether the object still has it as it was restored, and no applier owns it, as managedFields and kubectl's
     * annotation say.
     *
     * @param good data of the restored revision; if it does not contain the part, any value will do
     */
    public boolean isLeftOver(JsonNode object, String lastApplied, JsonNode good) {
        JsonNode applied = Json.parseOrNull(lastApplied);
        JsonNode now = value(object.path("spec").path("template"), object);
        JsonNode then = value(good.path("template"), good.path("configMaps").path(String.valueOf(configMap)));
        boolean asRestored = !now.isMissingNode() && (then.isMissingNode() || then.equals(now));
        return asRestored && !(applied != null && isIn(applied)) && !isApplied(object);
    }

    private JsonNode value(JsonNode template, JsonNode content) {
        if (configMap != null) {
            JsonNode text = content.path("data").path(name);
            return text.isMissingNode() ? content.path("binaryData").path(name) : text;
        }
        for (String containers : CONTAINERS) {
            for (JsonNode one : template.path("spec").path(containers)) {
                for (JsonNode variable : one.path("env")) {
                    if (container.equals(one.path("name").asText())
                            && name.equals(variable.path("name").asText())) {
                        return variable;
                    }
                }
            }
        }
        return MissingNode.getInstance();
    }

    private boolean isApplied(JsonNode object) {
        boolean applied = false;
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            applied |= "Apply".equals(entry.path("operation").textValue()) && isOwned(FieldSet.of(entry));
        }
        return applied;
    }

    private boolean isOwned(FieldSet fields) {
        return configMap == null
                ? CONTAINERS.stream()
                        .anyMatch(containers -> fields.has(
                                "f:spec",
                                "f:template",
                                "f:spec",
                                "f:" + containers,
                                key(container),
                                "f:env",
                                key(name)))
                : CONTENT.stream().anyMatch(field -> fields.has("f:" + field, "f:" + name));
    }

    private static String key(String name) {
        return "k:" + Json.object().put("name", name);
    }

    private boolean isIn(JsonNode object) {
        return !value(object.path("spec").path("template"), object).isMissingNode();
    }

    private static Set<RestoredPart> of(JsonNode revision) {
        Set<RestoredPart> parts = variables(revision.path("template"));
        for (Iterator<String> names = revision.path("configMaps").fieldNames(); names.hasNext(); ) {
            String configMap = names.next();
            parts.addAll(keys(configMap, revision.path("configMaps").path(configMap)));
        }
        return parts;
    }

    private static Set<RestoredPart> variables(JsonNode template) {
        Set<RestoredPart> parts = new TreeSet<>();
        for (String containers : CONTAINERS) {
            for (JsonNode container : template.path("spec").path(containers)) {
                for (JsonNode variable : container.path("env")) {
                    parts.add(new RestoredPart(
                            null,
                            container.path("name").asText(),
                            variable.path("name").asText()));
                }
            }
        }
        return parts;
    }

    private static Set<RestoredPart> keys(String configMap, JsonNode content) {
        Set<RestoredPart> parts = new TreeSet<>();
        for (String field : CONTENT) {
            content.path(field).fieldNames().forEachRemaining(key -> parts.add(new RestoredPart(configMap, null, key)));
        }
        return parts;
    }

    @Override
    public int compareTo(RestoredPart other) {
        return toString().compareTo(other.toString());
    }
}
