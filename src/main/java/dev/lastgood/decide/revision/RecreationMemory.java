package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When ConfigMaps of a restored revision were found deleted. The second time within ten minutes something keeps deleting it, and
 * Lastgood leaves it deleted until another rollback: neither side would ever win.
 *
 * @param marker the rollback since which it is counted
 * @param deletions by name of the ConfigMap, oldest first
 */
public record RecreationMemory(RollbackMarker marker, Map<String, List<Instant>> deletions) {

    /** Within this time a second deletion is a loop. */
    public static final Duration LOOP = Duration.ofMinutes(10);

    private static final String MARKER = "rollback";
    private static final String DELETIONS = "deletions";

    /** Only neighbors are compared. */
    private static final int KEPT = 2;

    /** Copies the map. */
    public RecreationMemory {
        deletions = Collections.unmodifiableMap(new TreeMap<>(deletions));
    }

    /**
     * Returns what was written down since the rollback; nothing if it is about another rollback, or someone else has written it.
     *
     * @param text null if nothing was written down
     */
    public static RecreationMemory parse(RollbackMarker marker, String text) {
        RecreationMemory none = new RecreationMemory(marker, Map.of());
        JsonNode read = Json.parseOrNull(text);
        if (read == null || !marker.toString().equals(read.path(MARKER).textValue())) {
            return none;
        }
        Map<String, List<Instant>> deletions = new TreeMap<>();
        try {
            read.path(DELETIONS).properties().forEach(each -> {
                List<Instant> times = new ArrayList<>();
                each.getValue().forEach(time -> times.add(Instant.parse(time.asText())));
                deletions.put(each.getKey(), times);
            });
        } catch (DateTimeException e) {
            return none;
        }
        return new RecreationMemory(marker, deletions);
    }

    /** The text that is kept in an annotation. */
    public String text() {
        ObjectNode written = Json.object().put(MARKER, marker.toString());
        ObjectNode all = written.putObject(DELETIONS);
        deletions.forEach((name, times) -> {
            ArrayNode list = all.putArray(name);
            times.forEach(time -> list.add(time.toString()));
        });
        return new String(Json.canonical(written), StandardCharsets.UTF_8);
    }

    /** The same after the ConfigMap was found deleted. */
    public RecreationMemory deleted(String configMap, Instant now) {
        List<Instant> times = new ArrayList<>(deletions.getOrDefault(configMap, List.of()));
        times.add(now);
        Map<String, List<Instant>> next = new TreeMap<>(deletions);
        next.put(configMap, List.copyOf(times.subList(Math.max(0, times.size() - KEPT), times.size())));
        return new RecreationMemory(marker, next);
    }

    /** Whether something keeps deleting the ConfigMap. */
    public boolean isLoop(String configMap) {
        List<Instant> times = deletions.getOrDefault(configMap, List.of());
        return times.size() >= KEPT
                && Duration.between(times.get(times.size() - KEPT), times.get(times.size() - 1))
                                .compareTo(LOOP)
                        < 0;
    }
}
