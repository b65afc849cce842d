package dev.lastgood.decide.revision;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * That a chart rendered something else which no revision records, most likely a Secret: its checksum changed within one revision.
 *
 * @param to by key of the annotation, the short digest of its present value
 * @param since when the newest of these values was first seen
 * @param proven whether the revision was Good by then: it did well with what was there before
 */
public record SecretChange(Map<String, String> to, Instant since, boolean proven) {

    /** Copies the map. */
    public SecretChange {
        to = Map.copyOf(to);
    }

    /** What happened, in one line. */
    public String words() {
        return "a Secret, or something else that the chart renders, changed without a new revision: "
                + String.join(", ", new TreeMap<>(to).keySet()) + " of the pod template has another value since "
                + since;
    }

    /** What a person does about it. */
    public String remedy() {
        return "no rollback restores it: compare the Secrets of the workload with those before, and correct them";
    }
}
