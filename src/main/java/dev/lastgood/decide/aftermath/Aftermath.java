package dev.lastgood.decide.aftermath;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.IncidentDeadlines;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Retrospective;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.ladder.Ladder;
import dev.lastgood.lib.Delay;
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
    private final StatusDraft draft;
    private final Resolution resolution;

    private Aftermath(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
        this.resolution = view.incident().getSpec().resolution;
    }

    /**
     * Writes what is due, and closes an incident to which everything was said.
     *
     * @return when to look again though nothing happens: exactly when something is due; null: never
     */
    public static Duration advance(IncidentView view, StatusDraft draft) {
        return new Aftermath(view, draft).advance();
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
        if (GivenResolution.isFalseAlarm(view.incident())) {
            draft.forget(HELD); // there is nothing to look back at
            return null;
        }
        Instant due = draft.status.phase == Phase.Closed ? null : due();
        if (due == null) {
            return null;
        }
        Duration recheck = retrospective(due);
        if (draft.status.phase == Phase.Resolved) {
            close();
        }
        return draft.status.phase == Phase.Closed ? null : recheck;
    }

    /** Users were hit until it was Mitigated; where nobody could, until it was Resolved. Null: they are, or never were. */
    private Instant due() {
        if (draft.status.deadlines != null && draft.status.deadlines.retrospective != null) {
            return Instant.parse(draft.status.deadlines.retrospective);
        }
        String end = draft.status.times.mitigated != null ? draft.status.times.mitigated : draft.status.times.resolved;
        if (end == null) {
            return null;
        }
        boolean says = view.model() != null && view.model().getSpec().response != null;
        Instant due = Instant.parse(end)
                .plus(says ? Durations.parse(view.model().getSpec().response.retrospectiveWithin, WITHIN) : WITHIN);
        draft.status.deadlines =
                draft.status.deadlines == null ? new IncidentDeadlines() : draft.own(draft.status.deadlines);
        draft.status.deadlines.retrospective = due.toString();
        return due;
    }

    private Duration retrospective(Instant due) {
        Instant heldAt = heldAt();
        if (isHeld()) {
            if (!Conditions.TRUE.equals(draft.valueOf(HELD))) {
                draft.log(Reason.RetrospectiveHeld, "the retrospective was held at " + heldAt);
            }
            draft.condition(
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
        if (draft.now().isBefore(due)) {
            draft.condition(
                    HELD, Conditions.FALSE, Reason.RetrospectiveDue, "the retrospective is due until " + due + what);
            return Delay.shortest(until(due), isPlanned() ? until(heldAt) : null);
        }
        String message = "the retrospective was due until " + due + what;
        if (!Reason.RetrospectiveOverdue.name().equals(draft.reasonOf(HELD))) {
            draft.log(Reason.RetrospectiveOverdue, message);
        }
        draft.condition(HELD, Conditions.FALSE, Reason.RetrospectiveOverdue, message);
        return isPlanned() ? until(heldAt) : null;
    }

    private void close() {
        List<String> missing = missing();
        if (missing.isEmpty() && isHeld()) {
            String message = resolution.kind + ", and all is said";
            draft.phase(Phase.Closed, Reason.ResolutionComplete, message);
            draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.ResolutionComplete, message);
        } else {
            draft.condition(
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
        return view.incident().getSpec().drill && draft.status.rollback != null
                ? "; " + draft.status.suspect + " stays quarantined, the resolution FalseAlarm gives it back"
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
                    + draft.status.times.detected + "; url: where its notes are)");
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
        return heldAt() != null && heldAt().isAfter(draft.now());
    }

    /** One that was held before anything happened is a slip of the pen. */
    private boolean isHeld() {
        return heldAt() != null && !isPlanned() && !heldAt().isBefore(Instant.parse(draft.status.times.detected));
    }

    private Duration until(Instant time) {
        return Duration.between(draft.now(), time);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
