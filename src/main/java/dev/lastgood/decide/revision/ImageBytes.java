package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.RunningImages;
import dev.lastgood.lib.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * What a revision's pods run for images that are named by a tag. A tag can move, and then pods that start later run other
 * bytes though nothing was deployed.
 *
 * @param template the controller's own name for the template of the pods that were last seen; null if none were
 * @param since when the first pods were seen; null if none were
 * @param first by container the bytes with which the revision began
 * @param drift the bytes that came later; null if there are none
 */
public record ImageBytes(String template, Instant since, Map<String, Set<String>> first, ImageDrift drift) {

    /** No pod was seen, or all images are named by digest. */
    public static final ImageBytes UNKNOWN = new ImageBytes(null, null, Map.of(), null);

    /**
     * The pods of a rollout that is complete are seen one after the other, and nodes of several architectures may report several
     * digests for one image.
     */
    static final Duration BEGINNING = Duration.ofMinutes(1);

    private static final int CONTAINERS = 8;
    private static final int IDS = 4;

    /** Copies the map. */
    public ImageBytes {
        first = Map.copyOf(first);
    }

    /**
     * Returns what is known after these pods were seen.
     *
     * @param soaked whether the pods of the beginning stood long enough to be all known
     */
    ImageBytes seen(RunningImages running, boolean soaked, Instant now) {
        if (running.template() == null || running.ids().isEmpty()) {
            return this;
        }
        Map<String, Set<String>> next = new TreeMap<>(first);
        boolean begins = since == null || !soaked && now.isBefore(since.plus(BEGINNING));
        ImageDrift other = null;
        for (Map.Entry<String, Set<String>> container : new TreeMap<>(running.ids()).entrySet()) {
            Set<String> known = new TreeSet<>(next.getOrDefault(container.getKey(), Set.of()));
            for (String id : new TreeSet<>(container.getValue())) {
                Optional<String> comparable = known.stream()
                        .filter(k -> isPullable(k) == isPullable(id))
                        .findFirst();
                boolean isKnown = known.stream().anyMatch(k -> digest(k).equals(digest(id)));
                if (!isKnown && (begins || comparable.isEmpty()) && known.size() < IDS) {
                    known.add(id);
                } else if (!isKnown && comparable.isPresent()) {
                    other = newer(other, new ImageDrift(container.getKey(), comparable.get(), id, now));
                }
            }
            if (next.containsKey(container.getKey()) || next.size() < CONTAINERS) {
                next.put(container.getKey(), Set.copyOf(known));
            }
        }
        return new ImageBytes(running.template(), since == null ? now : since, next, other);
    }

    /** What is known already keeps its time; of several the newest one counts. */
    private ImageDrift newer(ImageDrift other, ImageDrift found) {
        boolean isSame = drift != null
                && drift.container().equals(found.container())
                && digest(drift.to()).equals(digest(found.to()));
        return isSame ? other == null ? drift : other : found;
    }

    /** Whether a node can pull by this id; others are ids of a node's own, and cannot be compared with these. */
    static boolean isPullable(String id) {
        return id.contains("@");
    }

    static String digest(String id) {
        return id.substring(id.indexOf('@') + 1);
    }

    /** Returns what {@link #parse} reads; null if nothing is known. */
    public String text() {
        if (since == null) {
            return null;
        }
        ObjectNode text = Json.object();
        text.put("template", template);
        text.put("since", since.toString());
        ObjectNode ids = text.putObject("first");
        new TreeMap<>(first).forEach((container, known) -> {
            var list = ids.putArray(container);
            new TreeSet<>(known).forEach(list::add);
        });
        if (drift != null) {
            text.putObject("drift")
                    .put("container", drift.container())
                    .put("from", drift.from())
                    .put("to", drift.to())
                    .put("since", drift.since().toString());
        }
        return text.toString();
    }

    /** Returns what a text says; nothing is known if it is null or was written by someone else. */
    public static ImageBytes parse(String text) {
        JsonNode read = text == null ? null : Json.parseOrNull(text);
        if (read == null) {
            return UNKNOWN;
        }
        try {
            Map<String, Set<String>> first = new TreeMap<>();
            read.path("first").properties().forEach(container -> {
                Set<String> known = new TreeSet<>();
                StreamSupport.stream(container.getValue().spliterator(), false).forEach(id -> known.add(id.asText()));
                first.put(container.getKey(), Set.copyOf(known));
            });
            JsonNode drift = read.path("drift");
            return new ImageBytes(
                    read.path("template").textValue(),
                    Instant.parse(read.path("since").asText()),
                    first,
                    drift.isMissingNode()
                            ? null
                            : new ImageDrift(
                                    drift.path("container").asText(),
                                    drift.path("from").asText(),
                                    drift.path("to").asText(),
                                    Instant.parse(drift.path("since").asText())));
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }
}
