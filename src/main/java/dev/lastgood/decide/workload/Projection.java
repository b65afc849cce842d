package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What makes a revision: the pod template without what says nothing about the model, and the content of the
 * configuration. The one projection that serves hash, comparison, choice of a target and quarantine.
 */
public final class Projection {

    private static final List<String> CONTAINERS = List.of("initContainers", "containers");

    /** Returns a copy of the template without noise. */
    public static JsonNode template(JsonNode template, Noise noise) {
        ObjectNode copy = template.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("creationTimestamp");
            remove(metadata, "labels", noise::isLabel);
            remove(metadata, "annotations", noise::isAnnotation);
        }
        for (String list : CONTAINERS) {
            copy.path("spec").path(list).forEach(container -> removeVariables(container, noise));
        }
        return copy;
    }

    private static void remove(ObjectNode metadata, String member, Predicate<String> isNoise) {
        if (metadata.get(member) instanceof ObjectNode map) {
            List<String> names = new ArrayList<>();
            map.fieldNames().forEachRemaining(names::add);
            names.removeIf(isNoise.negate());
            map.remove(names);
            if (map.isEmpty()) {
                metadata.remove(member);
            }
        }
    }

    private static void removeVariables(JsonNode container, Noise noise) {
        if (container instanceof ObjectNode object && object.get("env") instanceof ArrayNode env) {
            for (Iterator<JsonNode> each = env.iterator(); each.hasNext(); ) {
                if (noise.isVariable(each.next().path("name").asText())) {
                    each.remove();
                }
            }
            if (env.isEmpty()) {
                object.remove("env");
            }
        }
    }

    /** SHA-256 of the projected template. */
    public static String templateHash(JsonNode template, Noise noise) {
        return Digest.of(template(template, noise));
    }

    /**
     * SHA-256 of the configuration.
     *
     * @param digests by ConfigMap its {@link ConfigContent#digest}
     */
    public static String configHash(Map<String, String> digests) {
        return Digest.of(Json.tree(digests));
    }

    /** SHA-256 of both. */
    public static String hash(String templateHash, String configHash) {
        return Digest.of(templateHash + "/" + configHash);
    }

    private Projection() {}
}
