package dev.lastgood.decide.task;

/**
 * What the ledger is told about an incident.
 *
 * @param modelId the key of the model in Postgres
 * @param fencingEpoch the leader Lease's {@code leaseTransitions}: a smaller one than was seen before is a stale leader's
 */
public record IncidentFacts(
        IncidentAttempt incident,
        String modelId,
        SuspectedFault fault,
        SuspectRevision suspect,
        Provenance provenance,
        long fencingEpoch) {

    public String uid() {
        return incident.uid();
    }

    public int attempt() {
        return incident.attempt();
    }
}
