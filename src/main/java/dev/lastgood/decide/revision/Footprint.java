package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The room that a revision takes where it is stored. Its own object holds the template and the small ConfigMaps. Each large
 * ConfigMap has an object of its own, which all revisions of the namespace with this content share.
 *
 * @param own bytes in the revision's own object
 * @param apart by digest of the content of a ConfigMap that has an object of its own: its bytes
 */
public record Footprint(long own, Map<String, Long> apart) {

    /** A ControllerRevision must fit into etcd's request limit with its metadata and the appliers' last configuration. */
    public static final long MAX_OWN = 900 * 1024;

    /**
     * A ConfigMap alone comes with little more than a name. Every ConfigMap with binary data fits (1 MiB is 1,366 KiB in
     * base64), and etcd's request limit of 1.5 MiB is not reached.
     */
    public static final long MAX_APART = 1400 * 1024;

    /** Smaller ones are copied: ten copies take less than the trouble of one more object, and an older Lastgood can read them. */
    static final long LARGE = 32 * 1024;

    /** Copies the map. */
    public Footprint {
        apart = apart.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(apart));
    }

    /** Everything in one object. */
    public static Footprint inOneObject(long bytes) {
        return new Footprint(bytes, Map.of());
    }

    /**
     * Returns how a revision is to be stored: large ConfigMaps apart and, while the rest is still too large, the largest of
     * the rest.
     */
    public static Footprint of(long template, Collection<ConfigMapState> configMaps) {
        List<ConfigMapState> largestFirst = configMaps.stream()
                .sorted(Comparator.comparingLong(ConfigMapState::bytes).reversed())
                .toList();
        long own = template
                + largestFirst.stream().mapToLong(ConfigMapState::bytes).sum();
        Map<String, Long> apart = new TreeMap<>();
        for (ConfigMapState each : largestFirst) {
            if (each.bytes() > LARGE || each.bytes() > 0 && own > MAX_OWN) {
                apart.put(each.digest(), each.bytes());
                own -= each.bytes();
            }
        }
        return new Footprint(own, apart);
    }

    /**
     * Returns what was written down of a revision.
     *
     * @param apart what {@link #text} wrote; null if nothing is stored apart
     * @throws IllegalArgumentException if someone else has written it
     */
    public static Footprint parse(long own, String apart) {
        Map<String, Long> sizes = new TreeMap<>();
        if (apart != null) {
            JsonNode read = Json.parseOrNull(apart);
            if (!(read instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not what is stored apart: " + apart);
            }
            object.properties()
                    .forEach(size -> sizes.put(size.getKey(), size.getValue().asLong()));
        }
        return new Footprint(own, sizes);
    }

    /** The text that is kept in an annotation; null if nothing is stored apart. */
    public String text() {
        return apart.isEmpty() ? null : new String(Json.canonical(Json.tree(apart)), StandardCharsets.UTF_8);
    }

    /** Whether it cannot be stored. */
    public boolean isTooLarge() {
        return own > MAX_OWN || apart.values().stream().anyMatch(bytes -> bytes > MAX_APART);
    }

    /**
     * Whether revisions take too much together, and less without this one. One that shares its large ConfigMaps with others
     * stays: without it as much would be stored.
     *
     * @param kept all revisions, this one included
     * @param limit bytes that they may take together; what they share counts once
     */
    static boolean isRelief(Revision revision, Collection<Revision> kept, long limit) {
        long own = kept.stream().mapToLong(r -> r.content().footprint().own()).sum();
        long all = together(kept);
        long without = together(kept.stream().filter(r -> r != revision).toList());
        return own > limit || all > limit && all - without > LARGE;
    }

    /** The bytes of all; what they share counts once. */
    static long together(Collection<Revision> revisions) {
        Map<String, Long> shared = new TreeMap<>();
        long own = 0;
        for (Revision revision : revisions) {
            own += revision.content().footprint().own();
            shared.putAll(revision.content().footprint().apart());
        }
        return own + shared.values().stream().mapToLong(Long::longValue).sum();
    }
}
