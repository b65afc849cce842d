package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Source;
import java.time.Duration;
import java.time.Instant;

/** How an incident and each of its attempts begins. What is old, resolved or known to the ledger is recorded only. */
final class Attempt {

    private static final Duration EXPIRES_AFTER = Duration.ofHours(1);

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;

    Attempt(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** Returns whether a person asks for another attempt while nothing is under way. */
    static boolean isAnother(AIIncident incident, Chronicle chronicle) {
        return chronicle.status.phase != null
                && !chronicle.status.phase.isOver()
                && chronicle.status.phase != Phase.Stabilizing
                && incident.getSpec().attempt > chronicle.status.attempt;
    }

    /** Opens the incident, begins the attempt that a person asks for, or drops what waited for too long. */
    void begin() {
        if (chronicle.status.phase == null) {
            open();
        } else if (isAnother(incident, chronicle)) {
            beginAnother();
        } else if (isNotBegun() && isExpired()) {
            // What the incident waited for came too late: another revision may serve by now.
            expire();
        }
    }

    /** Returns when an attempt that was not begun is dropped; null: it was begun. */
    Duration untilExpired() {
        return isNotBegun() ? Duration.between(chronicle.now(), expires()).plusMillis(1) : null;
    }

    /** First sight: an old incident never acts. */
    private void open() {
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.times.detected = Detection.timeOf(incident).toString();
        chronicle.phase(Phase.Open, Reason.Captured, "seen: " + incident.getSpec().trigger);
        if (view.carriesRollbackOf(chronicle.status.attempt)) {
            return; // it has acted already: a crash before the status could say so
        }
        if (incident.getSpec().resolution != null) {
            recordOnly(Reason.CreatedWithResolution, "it was created with a resolution");
        } else if (isExpired()) {
            expire();
        } else if (view.actedBefore() && incident.getSpec().source != Source.Probe) {
            recordOnly(
                    Reason.AlreadyInLedger,
                    "the ledger has attempt " + incident.getSpec().attempt
                            + " of this incident already; to act again, "
                            + "write a larger attempt into a new AIIncident");
        }
    }

    private Instant expires() {
        return Detection.timeOf(incident)
                .plus(
                        incident.getSpec().response == null
                                ? EXPIRES_AFTER
                                : Durations.parse(incident.getSpec().response.expiresAfter, EXPIRES_AFTER));
    }

    private boolean isNotBegun() {
        return chronicle.status.phase == Phase.Open && RecordSteps.areAll(chronicle.status.steps);
    }

    private boolean isExpired() {
        return expires().isBefore(chronicle.now());
    }

    private void expire() {
        recordOnly(
                Reason.Expired,
                "it was detected at " + Detection.timeOf(incident)
                        + ", longer ago than expiresAfter; to act on it, create " + "another AIIncident");
    }

    private void recordOnly(Reason reason, String message) {
        chronicle.phase(Phase.RecordedOnly, reason, message);
        chronicle.condition("Ready", Conditions.TRUE, reason, message);
    }

    private void beginAnother() {
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.suspect = null;
        chronicle.status.mode = null;
        chronicle.status.rollback = null;
        chronicle.status.reverts = null;
        chronicle.status.plan = null;
        chronicle.status.diagnosis = null;
        chronicle.forget("Stabilized");
        chronicle.forget("Verified");
        chronicle.phase(Phase.Open, Reason.Captured, "attempt " + incident.getSpec().attempt);
    }
}
