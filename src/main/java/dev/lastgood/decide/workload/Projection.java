package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What makes a revision: the pod template without what says nothing about the model, and the content of the
 * configuration. The one projection that serves hash, comparison, choice of a target and quarantine.
 */
public final class Projection {

    /** Returns a copy of the template without restart marks, our own annotations, and noise. */
    public static JsonNode template(JsonNode template, Noise noise) {
        ObjectNode copy = template.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("creationTimestamp");
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                List<String> names = new ArrayList<>();
                annotations.fieldNames().forEachRemaining(names::add);
                names.removeIf(n -> !noise.isAnnotation(n));
                annotations.remove(names);
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return copy;
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
