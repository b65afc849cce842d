package dev.lastgood.decide.task;

/**
 * Where an incident comes from: the bad answer, the run, the commit, and the requester that its author named.
 *
 * @param traceId the trace of the bad answer; null if unknown
 * @param runId {@code spec.runId} as the user gave it; null if not given
 * @param gitRef the commit or tag that is rolled back to; null if not given
 * @param triggeredBy the requester that Lastgood's rows name; null if Lastgood acts on its own
 */
public record Provenance(String traceId, String runId, String gitRef, String triggeredBy) {}
