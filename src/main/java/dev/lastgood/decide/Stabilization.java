package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.RevisionState;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.util.Optional;

/**
 * How users are relieved: the last good revision is restored and verified; where that cannot be had, the flags follow, and
 * then people. Another incident's rollback of the same workload is shared.
 */
final class Stabilization {

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;
    private final Consent consent;
    private final Recovery recovery;
    private final Verification verification;
    private Duration recheck;

    Stabilization(IncidentView view, Chronicle chronicle, Recovery recovery) {
        this.consent = new Consent(view, chronicle);
        this.recovery = recovery;
        this.verification = new Verification(view, chronicle, recovery);
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** Rollback, verification, then flags: what comes next by what was done. */
    ClusterAction next() {
        Optional<Revision> suspect = view.gateway().revision(chronicle.status.suspect);
        if (suspect.isEmpty()) {
            return flags(Reason.SuspectUnknown, "the suspect " + chronicle.status.suspect + " is no longer kept");
        }
        if (Rehearsal.isAsked(incident)) {
            return Rehearsal.next(view, chronicle, suspect.get(), Rehearsal.target(view, suspect.get()));
        }
        if (chronicle.is(Ladder.ROLLBACK, StepState.Done)) {
            return keep(suspect.get());
        }
        if (chronicle.isOver(Ladder.ROLLBACK)) {
            return blameThenFlags(suspect.get());
        }
        return rollBack(suspect.get());
    }

    /** The restored revision served, and it shall stay. */
    ClusterAction keep() {
        boolean verified = chronicle.is(Ladder.ROLLBACK, StepState.Done) && chronicle.is(Ladder.VERIFY, StepState.Done);
        return verified && view.model() != null && view.gateway() != null
                ? view.gateway()
                        .revision(chronicle.status.suspect)
                        .map(this::keep)
                        .orElse(null)
                : null;
    }

    private ClusterAction keep(Revision suspect) {
        RevertWatch reverts = new RevertWatch(view, chronicle, suspect);
        if (chronicle.is(Ladder.VERIFY, StepState.Failed)) {
            return flagsAfterFailure();
        }
        Optional<Hold> hold = Hold.of(view, chronicle);
        if (reverts.isBack() && hold.isPresent()) {
            return waiting(hold.get().reason(), hold.get().message());
        }
        ClusterAction again = reverts.next();
        recheck = reverts.recheck();
        return again != null || recheck != null ? again : verify(suspect);
    }

    private ClusterAction rollBack(Revision suspect) {
        RollbackMarker marker = view.marker();
        if (isOurs(incident, chronicle, marker)) {
            return recovered(suspect, marker);
        }
        Optional<Revision> byPeer = Peer.restored(view, suspect);
        if (byPeer.isPresent()) {
            return joined(suspect, byPeer.get());
        }
        if (Suspect.isReplaced(suspect, view.gateway())) {
            Rollout rollout = view.gateway().rollout();
            if (!suspect.isSuspected()) {
                return blame(suspect);
            }
            if (rollout.isComplete()) {
                return noop(
                        Reason.SuspectNotServing,
                        "the suspect " + suspect.name() + " does not serve any more; nothing was changed");
            }
            if (!rollout.hasFailed() && rollout.obstacle() == null && !isGivenUp(rollout)) {
                return waiting(
                        Reason.RolloutInProgress,
                        "another revision is being rolled out in place of the suspect " + suspect.name()
                                + "; if that fails, the rollback follows");
            }
        }
        Target target = Target.of(view, suspect);
        plan(suspect, target);
        if (target.reason() == Reason.AlreadyServing) {
            return noop(Reason.AlreadyServing, target.message());
        }
        Optional<Hold> hold = Hold.of(view, chronicle);
        if (hold.isPresent() || !consent.obtain()) {
            hold.ifPresent(h -> waiting(h.reason(), h.message()));
            // Memory only; and it must not earn Good, or be restored for another model, while people are asked.
            return Suspect.isBlamed(suspect, target.reason()) ? null : blame(suspect);
        }
        if (target.revision() == null) {
            chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Skipped, target.reason(), target.message());
            chronicle.log(target.reason(), "No rollback: " + target.message());
            return blameThenFlags(suspect);
        }
        Reason obstacle = view.gateway().rollout().obstacle();
        if (obstacle != null) {
            String message = view.gateway().obstacle().orElseThrow();
            chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Failed, obstacle, message);
            chronicle.log(obstacle, "No rollback: " + message);
            return blameThenFlags(suspect);
        }
        stabilizing();
        return Rollback.of(incident, chronicle.status.attempt, suspect, target.revision(), manner(view));
    }

    static Rollback.Manner manner(IncidentView view) {
        return view.incident().getSpec().drill ? Rollback.Manner.Drill : Rollback.Manner.Real;
    }

    /** A StatefulSet never says that a rollout failed; else this would wait for ever. */
    private boolean isGivenUp(Rollout rollout) {
        if (rollout.progressDeadline() != null) {
            return false;
        }
        Duration left = Serving.now(view.gateway().revisions())
                .map(r -> Duration.between(chronicle.now(), r.servedSince().plus(rollout.patience())))
                .orElse(rollout.patience());
        if (left.isZero() || left.isNegative()) {
            return true;
        }
        recheck = left;
        return false;
    }

    private void stabilizing() {
        recheck = null;
        chronicle.phase(Phase.Stabilizing, Reason.Captured, consent.words());
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.Captured, "under way");
    }

    /** The workload carries the rollback of this very attempt. */
    static boolean isOurs(AIIncident incident, Chronicle chronicle, RollbackMarker marker) {
        return marker != null
                && marker.incidentUid().equals(incident.getMetadata().getUid())
                && marker.attempt() == chronicle.status.attempt;
    }

    /** The patch was there before the status could say so: a crash between. */
    private ClusterAction recovered(Revision suspect, RollbackMarker marker) {
        Optional<Revision> to = view.gateway().revision(marker.to());
        if (to.isEmpty()) {
            return flags(Reason.TargetNotFound, "the restored revision " + marker.to() + " is no longer kept");
        }
        plan(suspect, new Target(to.get(), Reason.LastGoodKnown, "the workload carries this rollback already"));
        stabilizing();
        patched(view, chronicle, suspect, to.get(), Reason.Patched, restored(suspect, to.get()));
        return keep(suspect);
    }

    /** One rollback per workload: what another incident has done is not done again. */
    private ClusterAction joined(Revision suspect, Revision to) {
        if (!suspect.isSuspected()) {
            return blame(suspect);
        }
        plan(suspect, new Target(to, Reason.Joined, "another incident rolls the workload back already"));
        stabilizing();
        String whose = incident.getMetadata().getName().equals(suspect.incident())
                ? "another incident"
                : "incident " + suspect.incident();
        patched(view, chronicle, suspect, to, Reason.Joined, "shares the rollback of " + whose + " to " + to.name());
        return verify(suspect);
    }

    private ClusterAction noop(Reason reason, String message) {
        chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Skipped, reason, message);
        chronicle.condition(ConditionType.Stabilized, Conditions.TRUE, reason, message);
        chronicle.phase(Phase.Mitigated, reason, message);
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
        return null;
    }

    private void plan(Revision suspect, Target target) {
        chronicle.status.plan = Planning.of(view, chronicle, suspect.name(), target);
    }

    /** The restored revision really serves, or the flags follow. */
    private ClusterAction verify(Revision suspect) {
        if (!chronicle.isOver(Ladder.VERIFY)) {
            ClusterAction always = FlagRung.always(view, chronicle);
            if (always != null) {
                return always;
            }
            ClusterAction action = verification.next(suspect);
            recheck = verification.recheck();
            if (action != null || !chronicle.isOver(Ladder.VERIFY) || chronicle.status.phase == Phase.NeedsHuman) {
                return action;
            }
        }
        return chronicle.is(Ladder.VERIFY, StepState.Failed) ? flagsAfterFailure() : served();
    }

    /** Nothing is left to do, and nothing is waited for any more. */
    private ClusterAction served() {
        Step verified = chronicle.step(Ladder.VERIFY).orElseThrow();
        if (!Conditions.TRUE.equals(chronicle.valueOf(ConditionType.Ready))) {
            chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.of(verified.reason), verified.message);
        }
        return null;
    }

    private ClusterAction flagsAfterFailure() {
        Step failed = chronicle.step(Ladder.VERIFY).orElseThrow();
        return flags(Reason.of(failed.reason), failed.message);
    }

    private ClusterAction blameThenFlags(Revision suspect) {
        Step rollback = chronicle.step(Ladder.ROLLBACK).orElseThrow();
        if (!Suspect.isBlamed(suspect, Reason.of(rollback.reason))) {
            return blame(suspect);
        }
        return flags(Reason.of(rollback.reason), rollback.message);
    }

    private RevisionMark blame(Revision suspect) {
        return new RevisionMark(
                suspect,
                suspect.blamed(
                        RevisionState.Candidate,
                        Reason.Suspected,
                        incident.getMetadata().getName(),
                        chronicle.now()));
    }

    /** No revision can be restored: the flags follow, or the end of the ladder. */
    ClusterAction flags(Reason why, String message) {
        recheck = null;
        if (Rehearsal.isAsked(incident)) {
            return Rehearsal.next(view, chronicle, null, new Target(null, why, message));
        }
        if (chronicle.status.plan == null) {
            chronicle.status.plan =
                    Planning.of(view, chronicle, chronicle.status.suspect, new Target(null, why, message));
        }
        Optional<Hold> hold = Hold.of(view, chronicle);
        if (hold.isPresent()) {
            return waiting(hold.get().reason(), hold.get().message());
        }
        if (!consent.obtain()) {
            return null;
        }
        if (chronicle.status.phase != Phase.Stabilizing) {
            chronicle.phase(Phase.Stabilizing, why, "rollback unavailable (" + why + "), flags follow");
        }
        return FlagRung.next(view, chronicle, why);
    }

    private static String restored(Revision from, Revision to) {
        return "restored " + to.name() + " (" + to.version() + ") in place of " + from.name() + " (" + from.version()
                + ")";
    }

    static void patched(
            IncidentView view, Chronicle chronicle, Revision from, Revision to, Reason reason, String message) {
        chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Done, reason, message);
        chronicle.step(
                Ladder.VERIFY,
                StepType.Verify,
                StepState.Running,
                Reason.RolloutInProgress,
                "waits until " + to.name() + " serves");
        RollbackRecord record = new RollbackRecord();
        record.fromRevision = from.name();
        record.fromVersion = Chronicle.bounded(from.version(), Ladder.NAME_LIMIT);
        record.toRevision = to.name();
        record.toVersion = Chronicle.bounded(to.version(), Ladder.NAME_LIMIT);
        chronicle.status.rollback = record;
        RollbackDeadline.write(view, chronicle);
        if (chronicle.status.times.stabilized == null) {
            chronicle.status.times.stabilized = chronicle.now().toString();
        }
        chronicle.condition(ConditionType.Stabilized, Conditions.TRUE, reason, message);
        chronicle.log(reason, message);
    }

    private ClusterAction waiting(Reason reason, String message) {
        chronicle.condition(ConditionType.Ready, Conditions.FALSE, reason, message);
        return null;
    }
}
