package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.Instant;
import java.util.Optional;

/**
 * Bad answers without a Good one between, which go on although another revision serves by now. They stay the business of the
 * incident that they began with, and of no other that rests.
 */
public final class BadRun {

    /**
     * Whether the run belongs to the incident: it went on when the incident, or its present attempt, began, or it began while the
     * suspect or what was restored served.
     *
     * @param status of the incident, as far as it is decided
     * @param since when the run began
     */
    public static boolean isOf(AIIncident incident, AIIncidentStatus status, ServiceHistory turns, Instant since) {
        return !since.isAfter(began(incident, status))
                || turns.at(since)
                        .filter(served -> served.equals(status.suspect) || isRestored(status, served))
                        .isPresent();
    }

    /**
     * Whether the answers were bad, and a revision served, when the incident, or its present attempt, began: the run is then the
     * incident's business, whichever of the revisions it blames.
     *
     * @param served since when the revision serves; null: it was written under pods that served
     */
    public static boolean wentOn(AIIncident incident, AIIncidentStatus status, Instant since, Instant served) {
        Instant began = began(incident, status);
        return !since.isAfter(began) && (served == null || !served.isAfter(began));
    }

    /** When the incident, or its present attempt, began. */
    public static Instant began(AIIncident incident, AIIncidentStatus status) {
        String attempt = status.times == null ? null : status.times.attempt;
        return Instant.parse(attempt == null ? incident.getMetadata().getCreationTimestamp() : attempt);
    }

    private static boolean isRestored(AIIncidentStatus status, String revision) {
        return Optional.ofNullable(status.rollback)
                .filter(rollback -> revision.equals(rollback.toRevision))
                .isPresent();
    }

    private BadRun() {}
}
