package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.PastRun;
import java.util.List;
import java.util.Map;

/**
 * What Postgres knew about the bad answers before they were detected. Never a prompt, only its digest.
 *
 * @param promptDigest digest of the newest prompt, or null where none was found
 * @param traceId trace of that prompt, else the incident's own, else null
 * @param promptVersions by {@code system} and {@code user}; empty where none was found
 * @param runId the identified failed run, or null
 * @param runs the model's newest runs, newest first
 */
public record PromptEvidence(
        String promptDigest, String traceId, Map<String, String> promptVersions, String runId, List<PastRun> runs) {

    /** Copies map and list. */
    public PromptEvidence {
        promptVersions = Map.copyOf(promptVersions);
        runs = List.copyOf(runs);
    }

    /** Without runs. */
    public PromptEvidence(String promptDigest, String traceId, Map<String, String> promptVersions, String runId) {
        this(promptDigest, traceId, promptVersions, runId, List.of());
    }

    /** The same, with these runs. */
    public PromptEvidence with(List<PastRun> newest) {
        return new PromptEvidence(promptDigest, traceId, promptVersions, runId, newest);
    }
}
