package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.RecordSteps;
import dev.lastgood.decide.incident.StatusDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** How an incident and each of its attempts begins. What is old, resolved or known to the ledger is recorded only. */
public final class Attempt {

    private static final Duration EXPIRES_AFTER = Duration.ofHours(1);

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;
    private final OptionalInt another;

    Attempt(IncidentView view, StatusDraft draft, OptionalInt another) {
        this.another = another;
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
    }

    /** Returns whether a person asks for another attempt while nothing is under way. */
    public static boolean isAsked(AIIncident incident, AIIncidentStatus status) {
        int observed = status.observedAttempt != null ? status.observedAttempt : status.attempt;
        return incident.getSpec().attempt > observed;
    }

    /**
     * Returns the number of the attempt that begins now: a person asks for it, or the suspect is bad again after the incident had
     * come to rest. Empty if the present one goes on.
     */
    public static OptionalInt another(IncidentView view, StatusDraft draft) {
        boolean rests =
                draft.status.phase != null && !draft.status.phase.isOver() && draft.status.phase != Phase.Stabilizing;
        boolean begins = rests && (isAsked(view.incident(), draft.status) || new Relapse(view, draft).isNow());
        return begins
                ? OptionalInt.of(Math.max(view.incident().getSpec().attempt, draft.status.attempt + 1))
                : OptionalInt.empty();
    }

    /** Opens the incident, begins another attempt, or drops what waited for too long. */
    void begin() {
        if (draft.status.phase == null) {
            open();
        } else if (another.isPresent()) {
            beginAnother(another.getAsInt());
        } else if (isNotBegun() && isExpired()) {
            // What the incident waited for came too late: another revision may serve by now.
            expire();
        }
    }

    /** Returns when an attempt that was not begun is dropped; null: it was begun. */
    Duration untilExpired() {
        return isNotBegun() ? Duration.between(draft.now(), expires()).plusMillis(1) : null;
    }

    /** First sight: an old incident never acts. */
    private void open() {
        draft.status.attempt = incident.getSpec().attempt;
        draft.status.observedAttempt = incident.getSpec().attempt;
        draft.times().attempt = draft.now().toString();
        draft.times().detected = Detection.timeOf(incident).toString();
        draft.phase(Phase.Open, Reason.Captured, "seen: " + incident.getSpec().trigger);
        if (view.carriesRollbackOf(draft.status.attempt)) {
            return; // it has acted already: a crash before the status could say so
        }
        if (incident.getSpec().resolution != null) {
            recordOnly(Reason.CreatedWithResolution, "it was created with a resolution");
        } else if (isExpired()) {
            expire();
        } else if (view.background().actedBefore() && incident.getSpec().source != Source.Probe) {
            recordOnly(
                    Reason.AlreadyInLedger,
                    "the ledger has attempt " + incident.getSpec().attempt
                            + " of this incident already; to act again, "
                            + "write a larger attempt into a new AIIncident");
        }
    }

    /** What probes saw they see still, or the incident would not have been opened: their time begins with the object. */
    private Instant expires() {
        Instant begin = incident.getSpec().source == Source.Probe
                ? Instant.parse(incident.getMetadata().getCreationTimestamp())
                : Detection.timeOf(incident);
        return begin.plus(
                incident.getSpec().response == null
                        ? EXPIRES_AFTER
                        : Durations.parse(incident.getSpec().response.expiresAfter, EXPIRES_AFTER));
    }

    private boolean isNotBegun() {
        return draft.status.phase == Phase.Open && RecordSteps.areAll(draft.status.steps);
    }

    private boolean isExpired() {
        return expires().isBefore(draft.now());
    }

    private void expire() {
        recordOnly(
                Reason.Expired,
                "it was detected at " + Detection.timeOf(incident)
                        + ", longer ago than expiresAfter; to act on it, create " + "another AIIncident");
    }

    private void recordOnly(Reason reason, String message) {
        draft.phase(Phase.RecordedOnly, reason, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
    }

    private void beginAnother(int number) {
        String why = isAsked(incident, draft.status)
                ? "attempt " + number
                : "attempt " + number + ": what serves is bad again";
        draft.status.attempt = number;
        draft.status.observedAttempt = incident.getSpec().attempt;
        draft.times().attempt = draft.now().toString();
        draft.status.suspect = null;
        draft.status.mode = null;
        draft.status.rollback = null;
        draft.status.reverts = null;
        draft.status.plan = null;
        draft.status.diagnosis = null;
        draft.forget(ConditionType.Stabilized);
        draft.forget(ConditionType.Verified);
        draft.phase(Phase.Open, Reason.Captured, why);
    }
}
