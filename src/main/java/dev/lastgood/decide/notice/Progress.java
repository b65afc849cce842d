package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.StepName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * Says how far the response to an incident is, since when it lasts, and when it is expected to be mitigated.
 *
 * @param detected RFC 3339
 * @param opened when the object was created, RFC 3339
 * @param mitigationEta RFC 3339 if a person wrote it; during a rollback its deadline in words; afterwards when the incident was
 *     mitigated; null: not known
 * @param acknowledgedBy null: no one
 */
public record Progress(Phase phase, String detected, String opened, String mitigationEta, String acknowledgedBy) {

    private static final String ELSE = "; else it is given up";

    static Progress of(AIIncident incident, AIIncidentStatus status) {
        return new Progress(
                status.phase,
                Detection.timeOf(incident).toString(),
                incident.getMetadata().getCreationTimestamp(),
                eta(incident.getSpec(), status),
                UserLine.of(incident.getSpec().acknowledgedBy));
    }

    private static String eta(AIIncidentSpec spec, AIIncidentStatus status) {
        if (status.phase == Phase.Mitigated || status.phase.isOver()) {
            return status.times == null || status.times.mitigated == null
                    ? null
                    : "mitigated at " + seconds(status.times.mitigated);
        }
        if (spec.mitigationETA != null) {
            return spec.mitigationETA.toInstant().toString();
        }
        return status.phase != Phase.Stabilizing || hasFailed(status) ? null : deadline(status);
    }

    /** Before the rollback begins, only the length of its deadline is known. */
    private static String deadline(AIIncidentStatus status) {
        if (status.rollback != null) {
            return status.rollback.deadline == null
                    ? null
                    : "at the latest " + seconds(status.rollback.deadline) + ELSE;
        }
        return status.plan == null || status.plan.rollbackDeadline == null
                ? null
                : "at the latest " + status.plan.rollbackDeadline + " after the rollback" + ELSE;
    }

    private static Instant seconds(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Flags follow a failed rollback, and no one knows how long that takes. */
    private static boolean hasFailed(AIIncidentStatus status) {
        return Stream.of(StepName.VERIFY, StepName.ROLLBACK)
                .flatMap(name -> StepName.in(status, name).stream())
                .anyMatch(s -> s.state == StepState.Failed);
    }
}
