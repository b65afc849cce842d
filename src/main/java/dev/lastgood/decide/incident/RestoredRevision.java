package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What an incident has restored.
 *
 * @param name of the revision
 * @param failed the revision in whose place it was restored
 * @param at when it was restored last
 */
public record RestoredRevision(String name, String failed, Instant at) {

    /** Empty if the incident has restored none in its present attempt. */
    public static Optional<RestoredRevision> of(AIIncidentStatus status) {
        if (status == null || status.rollback == null || status.rollback.toRevision == null) {
            return Optional.empty();
        }
        return StepName.in(status, StepName.ROLLBACK)
                .filter(s -> s.state == StepState.Done && s.finishedAt != null)
                .map(s -> new RestoredRevision(
                        status.rollback.toRevision, status.suspect, last(status, Instant.parse(s.finishedAt))));
    }

    private static Instant last(AIIncidentStatus status, Instant first) {
        Instant again =
                status.reverts == null || status.reverts.lastAt == null ? first : Instant.parse(status.reverts.lastAt);
        return again.isAfter(first) ? again : first;
    }

    /** Whether no one has deployed anything since. That someone applied the failed revision again is not a deployment. */
    public boolean servesSince(ServiceHistory turns) {
        return !turns.isInterrupted(Set.of(name, failed == null ? name : failed), at);
    }
}
