package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Durations;
import dev.lastgood.api.IncidentDeadlines;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Resolution;
import dev.lastgood.api.Retrospective;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes after an incident: the retrospective that is due, and the answers without which it is not Closed. Nothing in
 * the cluster follows from it, so it goes on where the {@link Ladder} has ended.
 */
public final class Aftermath {

    private static final ConditionType HELD = ConditionType.RetrospectiveHeld;

    private static final Duration WITHIN = Duration.ofHours(48);

    private final IncidentView view;
    private final Chronicle chronicle;
    private final Resolution resolution;

    private Aftermath(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
        this.resolution = view.incident().getSpec().resolution;
    }

    /**
     * Writes what is due, and closes an incident to which everything was said.
     *
     * @return when to look again though nothing happens: exactly when something is due; null: never
     */
    static Duration advance(IncidentView view, Chronicle chronicle) {
        return new Aftermath(view, chronicle).advance();
    }

    /** Somebody says that there was nothing. */
    static boolean isFalseAlarm(AIIncident incident) {
        Resolution resolution = incident.getSpec().resolution;
        return resolution != null && resolution.kind == Resolution.Kind.FalseAlarm;
    }

    /** Its retrospective should have been held; a drill's is nobody's concern but that of those who play it. */
    public static boolean isOverdue(AIIncident incident) {
        return incident.getSpec() != null
                && !incident.getSpec().drill
                && incident.getStatus() != null
                && incident.getStatus().phase != Phase.Closed
                && incident.getStatus().conditions != null
                && incident.getStatus().conditions.stream()
                        .anyMatch(c -> HELD.isOf(c)
                                && Reason.RetrospectiveOverdue.name().equals(c.getReason()));
    }

    private Duration advance() {
        if (isFalseAlarm(view.incident())) {
            chronicle.forget(HELD); // there is nothing to look back at
            return null;
        }
        Instant due = chronicle.status.phase == Phase.Closed ? null : due();
        if (due == null) {
            return null;
        }
        Duration recheck = retrospective(due);
        if (chronicle.status.phase == Phase.Resolved) {
            close();
        }
        return chronicle.status.phase == Phase.Closed ? null : recheck;
    }

    /** Users were hit until it was Mitigated; where nobody could, until it was Resolved. Null: they are, or never were. */
    private Instant due() {
        if (chronicle.status.deadlines != null && chronicle.status.deadlines.retrospective != null) {
            return Instant.parse(chronicle.status.deadlines.retrospective);
        }
        String end = chronicle.status.times.mitigated != null
                ? chronicle.status.times.mitigated
                : chronicle.status.times.resolved;
        if (end == null) {
            return null;
        }
        boolean says = view.model() != null && view.model().getSpec().response != null;
        Instant due = Instant.parse(end)
                .plus(says ? Durations.parse(view.model().getSpec().response.retrospectiveWithin, WITHIN) : WITHIN);
        if (chronicle.status.deadlines == null) {
            chronicle.status.deadlines = new IncidentDeadlines();
        }
        chronicle.status.deadlines.retrospective = due.toString();
        return due;
    }

    private Duration retrospective(Instant due) {
        Instant heldAt = heldAt();
        if (isHeld()) {
            if (!Conditions.TRUE.equals(chronicle.valueOf(HELD))) {
                chronicle.log(Reason.RetrospectiveHeld, "the retrospective was held at " + heldAt);
            }
            chronicle.condition(
                    HELD,
                    Conditions.TRUE,
                    Reason.RetrospectiveHeld,
                    "the retrospective was held at " + heldAt
                            + (heldAt.isAfter(due) ? ", and was due until " + due : ""));
            return null;
        }
        String what = isPlanned()
                ? ", and is planned for " + heldAt
                : ": write spec.resolution.retrospective with heldAt and url once it was held";
        if (chronicle.now().isBefore(due)) {
            chronicle.condition(
                    HELD, Conditions.FALSE, Reason.RetrospectiveDue, "the retrospective is due until " + due + what);
            return IncidentRules.shortest(until(due), isPlanned() ? until(heldAt) : null);
        }
        String message = "the retrospective was due until " + due + what;
        if (!Reason.RetrospectiveOverdue.name().equals(chronicle.reasonOf(HELD))) {
            chronicle.log(Reason.RetrospectiveOverdue, message);
        }
        chronicle.condition(HELD, Conditions.FALSE, Reason.RetrospectiveOverdue, message);
        return isPlanned() ? until(heldAt) : null;
    }

    private void close() {
        List<String> missing = missing();
        if (missing.isEmpty() && isHeld()) {
            String message = resolution.kind + ", and all is said";
            chronicle.phase(Phase.Closed, Reason.ResolutionComplete, message);
            chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.ResolutionComplete, message);
        } else {
            chronicle.condition(
                    ConditionType.Ready,
                    Conditions.FALSE,
                    Reason.ResolutionIncomplete,
                    "it is Closed once all is said"
                            + (missing.isEmpty() ? "" : ": write " + String.join("; ", missing))
                            + (isPlanned() ? "; the retrospective is planned for " + heldAt() : "")
                            + quarantinedByDrill());
        }
    }

    private String quarantinedByDrill() {
        return view.incident().getSpec().drill && chronicle.status.rollback != null
                ? "; " + chronicle.status.suspect + " stays quarantined, the resolution FalseAlarm gives it back"
                : "";
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        boolean accepted = resolution != null && resolution.kind == Resolution.Kind.Accepted;
        if (resolution == null) {
            missing.add("spec.resolution.kind (Fixed, Accepted or FalseAlarm)");
        }
        if (resolution == null || isBlank(resolution.rootCause)) {
            missing.add("spec.resolution.rootCause (why it happened" + (accepted ? ", and why it may stay so)" : ")"));
        }
        if (!accepted && (resolution == null || isBlank(resolution.mitigation))) {
            missing.add("spec.resolution.mitigation (what ended it)");
        }
        if (!accepted && !hasFollowUp()) {
            missing.add("spec.resolution.followUps (at least one: what is done so that it does not happen again)");
        }
        if (!isPlanned() && !isHeld()) {
            missing.add("spec.resolution.retrospective (heldAt: when it was held, not before "
                    + chronicle.status.times.detected + "; url: where its notes are)");
        }
        return missing;
    }

    private boolean hasFollowUp() {
        return resolution != null
                && resolution.followUps != null
                && resolution.followUps.stream().anyMatch(f -> !isBlank(f));
    }

    private Instant heldAt() {
        Retrospective retrospective = resolution == null ? null : resolution.retrospective;
        return retrospective == null || retrospective.heldAt == null ? null : retrospective.heldAt.toInstant();
    }

    private boolean isPlanned() {
        return heldAt() != null && heldAt().isAfter(chronicle.now());
    }

    /** One that was held before anything happened is a slip of the pen. */
    private boolean isHeld() {
        return heldAt() != null && !isPlanned() && !heldAt().isBefore(Instant.parse(chronicle.status.times.detected));
    }

    private Duration until(Instant time) {
        return Duration.between(chronicle.now(), time);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
