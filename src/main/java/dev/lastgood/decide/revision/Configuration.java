package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is known of the configuration of a revision. A ConfigMap that is not in it is not absent but unknown: the revision was
 * recorded before the policy named it.
 *
 * @param digests by name of a ConfigMap the {@link ConfigContent#digest} of its content
 */
public record Configuration(Map<String, String> digests) {

    /** Nothing is known. */
    public static final Configuration UNKNOWN = new Configuration(Map.of());

    /** Copies the map. */
    public Configuration {
        digests = Collections.unmodifiableMap(new TreeMap<>(digests));
    }

    /** Returns what the body of a revision has. */
    public static Configuration of(JsonNode body) {
        Map<String, String> digests = new TreeMap<>();
        body.path("configMaps")
                .fields()
                .forEachRemaining(e -> digests.put(e.getKey(), ConfigContent.digest(e.getValue())));
        return new Configuration(digests);
    }

    /**
     * Returns what {@link #text} wrote; null for a text that it did not write.
     *
     * @param text may be null
     */
    public static Configuration parse(String text) {
        try {
            JsonNode read = text == null ? null : Json.parse(text);
            if (!(read instanceof ObjectNode object)) {
                return null;
            }
            Map<String, String> digests = new TreeMap<>();
            object.fields()
                    .forEachRemaining(e -> digests.put(e.getKey(), e.getValue().asText()));
            return new Configuration(digests);
        } catch (java.io.UncheckedIOException e) {
            return null;
        }
    }

    /** The text that is kept in an annotation. */
    public String text() {
        return new String(Json.canonical(Json.tree(digests)), StandardCharsets.UTF_8);
    }

    /** SHA-256 of all that is known: a name, see {@link #isSame}. */
    public String hash() {
        return Projection.configHash(digests);
    }

    public Set<String> names() {
        return digests.keySet();
    }

    /** Whether each ConfigMap that is known to both has the same content in both. */
    public boolean isSame(Configuration other) {
        for (Map.Entry<String, String> known : digests.entrySet()) {
            String others = other.digests.get(known.getKey());
            if (others != null && !others.equals(known.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** The ConfigMaps known to both whose contents differ. */
    public Set<String> differing(Configuration other) {
        Set<String> differing = new TreeSet<>(digests.keySet());
        differing.removeIf(
                name -> !other.digests.containsKey(name) || Objects.equals(digests.get(name), other.digests.get(name)));
        return differing;
    }

    /** Only these ConfigMaps. */
    Configuration only(Set<String> names) {
        Map<String, String> some = new TreeMap<>(digests);
        some.keySet().retainAll(names);
        return new Configuration(some);
    }

    /** The same with what only {@code other} knows. */
    public Configuration and(Configuration other) {
        Map<String, String> all = new TreeMap<>(other.digests);
        all.putAll(digests);
        return new Configuration(all);
    }

    /** Only the ConfigMaps that count. */
    public Configuration only(Predicate<String> counts) {
        Map<String, String> some = new TreeMap<>(digests);
        some.keySet().removeIf(counts.negate());
        return new Configuration(some);
    }
}
