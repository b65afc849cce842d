package dev.lastgood.decide.incident;

import dev.lastgood.decide.revision.Change;
import java.util.Map;

/**
 * What background work (the ledger, the comparison of revisions) has found for an incident and its status does not record
 * yet.
 *
 * @param results what came of the steps, by the step's id in the status ({@code 1/fail-run}). A step that is Pending is
 *     tried again by the next decision that finds no result for it
 * @param change what came in with the suspect; null until it is compared, and once the status records it
 * @param actedBefore the ledger knows this incident under another UID
 */
public record BackgroundResults(Map<String, EvidenceResult> results, Change change, boolean actedBefore) {

    /** What came of a step in one attempt of the incident; null until it is known. */
    public EvidenceResult result(int attempt, String step) {
        return results.get(attempt + "/" + step);
    }
}
