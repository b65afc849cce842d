package dev.lastgood.decide.aftermath;

import dev.lastgood.api.Severity;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentDeadlines;
import dev.lastgood.api.incident.LastUpdate;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.notice.UserLine;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Digest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Until it is Mitigated, those who wait hear something new of an incident in time: the phase moves, or a person writes
 * severity, customerImpact, mitigationETA or acknowledgedBy. When they do not, that is said, once in each period. From Mitigated on
 * the retrospective's deadline reminds.
 */
public final class Updates {

    private static final ConditionType UPDATED = ConditionType.Updated;

    private static final LocalTime MORNING = LocalTime.of(9, 0);
    private static final int NAME = 256;

    /**
     * Writes who acknowledged it, when the next update is due, and that one is overdue.
     *
     * @param zone in which the business day begins that a Sev3 waits for
     * @return when to look again though nothing happens, exactly when something is due; null: never
     */
    public static Duration advance(AIIncident incident, StatusDraft draft, ZoneId zone) {
        AIIncidentStatus status = draft.status;
        if (status.phase == null || status.phase.isOver() || DryRun.isAsked(incident)) {
            end(draft);
            return null;
        }
        Instant now = draft.now();
        AIIncidentSpec spec = incident.getSpec();
        String content = Digest.of(status.phase + "\n" + spec.severity + "\n" + spec.customerImpact + "\n"
                        + (spec.mitigationETA == null ? "" : spec.mitigationETA.toInstant()) + "\n"
                        + spec.acknowledgedBy)
                .substring(0, 32);
        LastUpdate last = status.update;
        if (last == null || !content.equals(last.content)) {
            acknowledged(last == null ? null : last.acknowledgedBy, spec.acknowledgedBy, draft);
            last = new LastUpdate();
            last.at = now.toString();
            last.content = content;
            last.acknowledgedBy = BoundedText.of(spec.acknowledgedBy, NAME);
            status.update = last;
        }
        if (status.phase == Phase.Mitigated) {
            end(draft);
            return null;
        }
        Instant due = next(spec.severity, Instant.parse(last.at), zone);
        if (status.deadlines == null || !due.toString().equals(status.deadlines.update)) {
            status.deadlines = status.deadlines == null ? new IncidentDeadlines() : draft.own(status.deadlines);
            status.deadlines.update = due.toString();
        }
        if (now.isBefore(due)) {
            draft.condition(UPDATED, Conditions.TRUE, Reason.UpdateDue, "the next update is due until " + due);
            return Duration.between(now, due);
        }
        String message = "an update was due until " + due + ": " + who(spec.acknowledgedBy)
                + " write customerImpact or mitigationETA into the incident's spec"
                + (spec.acknowledgedBy == null ? ", and acknowledgedBy" : "")
                + (status.phase == Phase.Suggested ? "; its plan waits for approval" : "");
        if (last.remindAt == null || !now.isBefore(Instant.parse(last.remindAt))) {
            // From now on, not from then: after a night away there is one reminder, and not one for each period.
            last = draft.own(last);
            status.update = last;
            last.remindAt = next(spec.severity, now, zone).toString();
            draft.log(Reason.UpdateOverdue, message);
        }
        draft.condition(UPDATED, Conditions.FALSE, Reason.UpdateOverdue, message);
        return Duration.between(now, Instant.parse(last.remindAt));
    }

    /** An update of it is overdue; a drill's is nobody's concern but that of those who play it. */
    public static boolean isOverdue(AIIncident incident) {
        return incident.getSpec() != null
                && !incident.getSpec().drill
                && incident.getStatus() != null
                && incident.getStatus().conditions != null
                && incident.getStatus().conditions.stream()
                        .anyMatch(c ->
                                UPDATED.isOf(c) && Reason.UpdateOverdue.name().equals(c.getReason()));
    }

    /** When the next update is due after one. */
    static Instant next(Severity severity, Instant after, ZoneId zone) {
        return switch (severity) {
            case Sev0 -> after.plus(15, ChronoUnit.MINUTES);
            case Sev1 -> after.plus(30, ChronoUnit.MINUTES);
            case Sev2 -> after.plus(2, ChronoUnit.HOURS);
            case Sev3 -> {
                LocalDate day = after.atZone(zone).toLocalDate().plusDays(1);
                while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
                    day = day.plusDays(1);
                }
                yield day.atTime(MORNING).atZone(zone).toInstant();
            }
        };
    }

    private static void acknowledged(String before, String now, StatusDraft draft) {
        String name = UserLine.of(now);
        if (name != null && !BoundedText.of(now, NAME).equals(before)) {
            draft.log(Reason.Acknowledged, "by " + name);
        }
    }

    private static String who(String acknowledgedBy) {
        String name = UserLine.of(acknowledgedBy);
        return name == null ? "nobody has acknowledged it;" : name + " looks after it;";
    }

    private static void end(StatusDraft draft) {
        IncidentDeadlines deadlines = draft.status.deadlines;
        if (deadlines != null && deadlines.update != null) {
            deadlines = draft.own(deadlines);
            deadlines.update = null;
            draft.status.deadlines = deadlines.retrospective == null ? null : deadlines;
        }
        if (draft.status.update != null && draft.status.update.remindAt != null) {
            draft.status.update = draft.own(draft.status.update);
            draft.status.update.remindAt = null;
        }
        draft.forget(UPDATED);
    }

    private Updates() {}
}
