package dev.lastgood.decide.task;

import java.time.Instant;

/**
 * What the ledger is told about an incident.
 *
 * @param uid the uid of the AIIncident
 * @param namespace its namespace
 * @param name its name
 * @param attempt {@code spec.attempt}
 * @param modelId the key of the model in Postgres
 * @param trigger {@code spec.trigger}
 * @param severity {@code spec.severity}
 * @param detectedAt when the first bad answer was seen; evidence is only what is older
 * @param traceId the trace of the bad answer, or null
 * @param runId {@code spec.runId} as the user gave it, or null
 * @param suspectVersion the version of the suspect, or null where it is not known
 * @param suspectRevision the name of the suspect revision
 * @param triggeredBy whom a row of ours names as the one who asked; null: nobody but Lastgood itself
 * @param gitRef the commit or tag that is rolled back to, or null
 * @param fencingEpoch the leader Lease's {@code leaseTransitions}: a smaller one than was seen before is a stale leader's
 */
public record IncidentFacts(
        String uid,
        String namespace,
        String name,
        int attempt,
        String modelId,
        String trigger,
        String severity,
        Instant detectedAt,
        String traceId,
        String runId,
        String suspectVersion,
        String suspectRevision,
        String triggeredBy,
        String gitRef,
        long fencingEpoch) {}
