package dev.lastgood.decide;

import java.util.Map;

/**
 * What Postgres knew about the bad answers before they were detected. Never a prompt, only its digest.
 *
 * @param promptDigest digest of the newest prompt, or null where none was found
 * @param traceId trace of that prompt, else the incident's own, else null
 * @param promptVersions by {@code system} and {@code user}; empty where none was found
 * @param runId the identified failed run, or null
 */
public record PromptEvidence(String promptDigest, String traceId, Map<String, String> promptVersions, String runId) {

    /** Copies the map. */
    public PromptEvidence {
        promptVersions = Map.copyOf(promptVersions);
    }
}
