package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What is known beside the two revisions when a failed one is blamed.
 *
 * @param merging objects whose appliers keep what the failed revision dropped and the rollback restores
 * @param earlier data of revisions that failed before against the same last good one, the newest first: what differs
 *     between them and this one did not help
 */
public record BlameEvidence(Merging merging, List<JsonNode> earlier) {

    /** Nothing else is known. */
    public static final BlameEvidence NONE = new BlameEvidence(Merging.NONE, List.of());

    /** Copies the list. */
    public BlameEvidence {
        earlier = List.copyOf(earlier);
    }
}
