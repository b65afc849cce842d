package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.DeclaredChecksums;
import dev.lastgood.lib.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which checksums the template of a revision began with, and what came later. A checksum is noise, so another value is the same
 * revision; and as the configuration is the same, too, something changed that Lastgood does not record.
 *
 * @param turn since when the revision served in the turn whose beginning is over; null if it never served with a checksum
 * @param chart {@link DeclaredChecksums#chart} when the checksums were last seen; null if they never were
 * @param first by key of the annotation, the values of the beginnings, the newest last
 * @param change what came later; null if nothing did
 */
public record ChecksumHistory(Instant turn, String chart, Map<String, List<String>> first, SecretChange change) {

    /** No checksum was seen. */
    public static final ChecksumHistory UNKNOWN = new ChecksumHistory(null, null, Map.of(), null);

    /** A tool that writes the workload before its ConfigMaps has written them by then. */
    static final Duration ONE_APPLY = Duration.ofMinutes(1);

    private static final int KEYS = 8;
    private static final int VALUES = 4;

    /** Copies the map. */
    public ChecksumHistory {
        first = Map.copyOf(first);
    }

    /**
     * Returns what is known after the template of the revision was seen with these checksums. What is seen before the first
     * rollout of a turn is complete belongs to its beginning: Helm writes a ConfigMap before the workload with its checksum, and
     * a rollback restores the template as it was recorded.
     *
     * @param served since when the revision serves; null if it does not
     * @param complete whether its rollout is
     * @param good whether the revision is Good
     */
    ChecksumHistory seen(DeclaredChecksums declared, Instant served, boolean complete, boolean good, Instant now) {
        if (declared.digests().isEmpty() && change == null) {
            return this;
        }
        boolean begins = turn == null || !turn.equals(served);
        // The labels of whatever a chart renders carry its version.
        boolean otherChart = !declared.digests().isEmpty() && !declared.chart().equals(chart);
        Map<String, List<String>> next = new TreeMap<>(first);
        Map<String, String> to = new TreeMap<>();
        boolean isNew = false;
        for (Map.Entry<String, String> checksum : new TreeMap<>(declared.digests()).entrySet()) {
            String key = checksum.getKey();
            String value = checksum.getValue();
            List<String> known = next.getOrDefault(key, List.of());
            if (known.contains(value) || known.isEmpty() && next.size() >= KEYS) {
                continue;
            }
            boolean isKnownChange = change != null && value.equals(change.to().get(key));
            if (begins || known.isEmpty() || otherChart && !isKnownChange) {
                next.put(key, and(known, value));
            } else {
                to.put(key, value);
                isNew |= !isKnownChange;
            }
        }
        SecretChange later = to.isEmpty()
                ? null
                : isNew ? new SecretChange(to, now, good) : new SecretChange(to, change.since(), change.proven());
        return new ChecksumHistory(
                served != null && complete ? served : turn,
                declared.digests().isEmpty() ? chart : declared.chart(),
                next,
                later);
    }

    /** What is known once another revision is declared with these checksums: what came with it was no change of its own. */
    ChecksumHistory replacedBy(DeclaredChecksums declared, Instant now) {
        boolean isPartOfIt = change != null
                && now.isBefore(change.since().plus(ONE_APPLY))
                && declared.digests().entrySet().containsAll(change.to().entrySet());
        return isPartOfIt ? new ChecksumHistory(turn, chart, first, null) : this;
    }

    private static List<String> and(List<String> known, String value) {
        List<String> values = new ArrayList<>(known);
        values.add(value);
        return List.copyOf(values.subList(Math.max(0, values.size() - VALUES), values.size()));
    }

    /** Returns what {@link #parse} reads; null if nothing is known. */
    public String text() {
        if (first.isEmpty()) {
            return null;
        }
        ObjectNode text = Json.object();
        if (turn != null) {
            text.put("turn", turn.toString());
        }
        text.put("chart", chart);
        ObjectNode values = text.putObject("first");
        new TreeMap<>(first).forEach((key, known) -> {
            ArrayNode list = values.putArray(key);
            known.forEach(list::add);
        });
        if (change != null) {
            ObjectNode later = text.putObject("change");
            later.put("since", change.since().toString()).put("proven", change.proven());
            ObjectNode to = later.putObject("to");
            new TreeMap<>(change.to()).forEach(to::put);
        }
        return text.toString();
    }

    /** Returns what a text says; nothing is known if it is null or was written by someone else. */
    public static ChecksumHistory parse(String text) {
        JsonNode read = text == null ? null : Json.parseOrNull(text);
        if (read == null
                || !read.path("first").isObject()
                || !read.path("chart").isTextual()) {
            return UNKNOWN;
        }
        try {
            Map<String, List<String>> first = new TreeMap<>();
            read.path("first").properties().forEach(known -> {
                List<String> values = new ArrayList<>();
                known.getValue().forEach(value -> values.add(value.asText()));
                first.put(known.getKey(), List.copyOf(values));
            });
            return new ChecksumHistory(
                    read.has("turn") ? Instant.parse(read.path("turn").asText()) : null,
                    read.path("chart").textValue(),
                    first,
                    read.has("change") ? change(read.path("change")) : null);
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }

    private static SecretChange change(JsonNode read) {
        Map<String, String> to = new TreeMap<>();
        read.path("to")
                .properties()
                .forEach(value -> to.put(value.getKey(), value.getValue().asText()));
        return new SecretChange(
                to,
                Instant.parse(read.path("since").asText()),
                read.path("proven").asBoolean());
    }
}
