package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data of a revision with the ConfigMaps under their names without the hash that generators append to them: a new name
 * alone says nothing, the content does.
 */
final class BaseNames {

    /** Ten of kustomize's letters, or ten letters of which one is a digit: {@code production} is a word. */
    private static final Pattern HASHED = Pattern.compile("(.+)-(?:[24-9bcdfghkmt]{10}|(?=[a-z]*[0-9])[a-z0-9]{10})");

    private static final Set<String> REFERENCES = Set.of("configMap", "configMapRef", "configMapKeyRef");

    /** Returns a copy; a base name that two ConfigMaps of the revision have replaces neither. */
    static JsonNode in(JsonNode revision) {
        Map<String, String> renamed = renamed(revision.path("configMaps"));
        if (renamed.isEmpty() || !(revision.deepCopy() instanceof ObjectNode copy)) {
            return revision;
        }
        rename(copy.path("template"), renamed);
        ObjectNode configMaps = (ObjectNode) copy.get("configMaps");
        renamed.forEach((name, base) -> configMaps.set(base, configMaps.remove(name)));
        return copy;
    }

    private static Map<String, String> renamed(JsonNode configMaps) {
        Map<String, List<String>> byBase = new HashMap<>();
        configMaps.fieldNames().forEachRemaining(name -> byBase.computeIfAbsent(base(name), b -> new ArrayList<>())
                .add(name));
        Map<String, String> renamed = new HashMap<>();
        byBase.forEach((base, names) -> {
            if (names.size() == 1 && !names.get(0).equals(base)) {
                renamed.put(names.get(0), base);
            }
        });
        return renamed;
    }

    private static String base(String name) {
        Matcher hashed = HASHED.matcher(name);
        return hashed.matches() ? hashed.group(1) : name;
    }

    private static void rename(JsonNode node, Map<String, String> renamed) {
        if (node instanceof ArrayNode list) {
            list.forEach(element -> rename(element, renamed));
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (REFERENCES.contains(member.getKey())
                        && member.getValue() instanceof ObjectNode reference
                        && renamed.containsKey(reference.path("name").asText())) {
                    reference.set(
                            "name",
                            TextNode.valueOf(renamed.get(reference.path("name").asText())));
                }
                rename(member.getValue(), renamed);
            }
        }
    }

    private BaseNames() {}
}
