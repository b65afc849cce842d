package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.lib.BoundedText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How users are relieved: the last good revision is restored and verified; where that cannot be had, the flags follow, and
 * then people. Another incident's rollback of the same workload is shared.
 */
public final class Stabilization {

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;
    private final Consent consent;
    private final Recovery recovery;
    private final Verification verification;

    Stabilization(IncidentView view, StatusDraft draft, Recovery recovery) {
        this.consent = new Consent(view, draft);
        this.recovery = recovery;
        this.verification = new Verification(view, draft, recovery);
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
    }

    /** Rollback, verification, then flags: what comes next by what was done. */
    Next next() {
        Optional<Revision> suspect = view.gateway().revision(draft.status.suspect);
        if (suspect.isEmpty()) {
            return flags(Reason.SuspectUnknown, "the suspect " + draft.status.suspect + " is no longer kept");
        }
        if (DryRun.isAsked(incident)) {
            return Next.act(Rehearsal.next(view, draft, suspect.get(), Rehearsal.target(view, draft, suspect.get())));
        }
        if (draft.is(StepName.ROLLBACK, StepState.Done)) {
            return keep(suspect.get());
        }
        if (draft.isOver(StepName.ROLLBACK)) {
            return flagsAfterRefusal();
        }
        return rollBack(suspect.get());
    }

    /** The restored revision served, and it shall stay; passes if none did. */
    Next keep() {
        boolean verified = draft.is(StepName.ROLLBACK, StepState.Done) && draft.is(StepName.VERIFY, StepState.Done);
        return verified && view.model() != null && view.gateway() != null
                ? view.gateway().revision(draft.status.suspect).map(this::keep).orElseGet(Next::pass)
                : Next.pass();
    }

    private Next keep(Revision suspect) {
        RevertWatch reverts = new RevertWatch(view, draft, suspect);
        if (draft.is(StepName.VERIFY, StepState.Failed)) {
            return flagsAfterFailure();
        }
        Optional<Hold> hold = Hold.of(view, draft);
        if (reverts.isBack() && hold.isPresent()) {
            return Next.waiting(draft, hold.get().reason(), hold.get().message());
        }
        Next again = reverts.next();
        return again.isDecided() ? again : verify(suspect);
    }

    private Next rollBack(Revision suspect) {
        RollbackMarker marker = view.marker();
        if (view.carriesRollbackOf(draft.status.attempt)) {
            return recovered(suspect, marker);
        }
        Optional<Revision> byPeer = Peer.restored(view, suspect);
        if (byPeer.isPresent() && consent.isImplied() && Hold.of(view, draft).isEmpty()) {
            return joined(suspect, byPeer.get());
        }
        if (byPeer.isPresent() || Suspect.isReplaced(suspect, view.gateway())) {
            Rollout rollout = view.gateway().rollout();
            if (rollout.isComplete()) {
                return replaced(suspect);
            }
            Optional<Duration> patience = patience(rollout);
            boolean givenUp =
                    patience.filter(left -> left.isZero() || left.isNegative()).isPresent();
            if (!rollout.hasFailed() && rollout.obstacle() == null && !givenUp) {
                return Next.waiting(
                                draft,
                                Reason.RolloutInProgress,
                                "another revision is being rolled out in place of the suspect " + suspect.name()
                                        + "; if that fails, the rollback follows")
                        .by(patience.orElse(null));
            }
        }
        Target target = Target.of(view, draft, suspect);
        plan(suspect, target);
        if (target.reason() == Reason.AlreadyServing) {
            return noop(Reason.AlreadyServing, target.message());
        }
        Optional<Hold> hold = Hold.of(view, draft);
        if (hold.isPresent() || !consent.obtain()) {
            hold.ifPresent(h -> Next.waiting(draft, h.reason(), h.message()));
            return Next.nothing();
        }
        if (target.revision() == null) {
            draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Skipped, target.reason(), target.message());
            draft.log(target.reason(), "No rollback: " + target.message());
            return flagsAfterRefusal();
        }
        Optional<Obstacle> obstacle = view.gateway().obstacle();
        if (obstacle.isPresent()) {
            Reason reason = obstacle.get().reason();
            String message = obstacle.get().message();
            draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Failed, reason, message);
            draft.log(reason, "No rollback: " + message);
            return flagsAfterRefusal();
        }
        stabilizing();
        return Next.act(
                Rollback.of(incident, draft.status.attempt, suspect, target.revision(), Rollback.Manner.of(incident)));
    }

    /** How long a rollout of a StatefulSet is waited for, which never says that it failed; empty: the workload itself says it. */
    private Optional<Duration> patience(Rollout rollout) {
        if (rollout.progressDeadline() != null) {
            return Optional.empty();
        }
        return Optional.of(Serving.now(view.gateway().revisions())
                .map(r -> Duration.between(draft.now(), r.servedSince().plus(rollout.patience())))
                .orElse(rollout.patience()));
    }

    private void stabilizing() {
        draft.phase(Phase.Stabilizing, Reason.Captured, consent.words());
        draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.Captured, "under way");
    }

    /** The patch was there before the status could say so: a crash between. */
    private Next recovered(Revision suspect, RollbackMarker marker) {
        Optional<Revision> to = view.gateway().revision(marker.to());
        if (to.isEmpty()) {
            return flags(Reason.TargetNotFound, "the restored revision " + marker.to() + " is no longer kept");
        }
        plan(suspect, new Target(to.get(), Reason.LastGoodKnown, "the workload carries this rollback already"));
        stabilizing();
        patched(view, draft, suspect, to.get(), Reason.Patched, restored(suspect, to.get()));
        return keep(suspect);
    }

    /** One rollback per workload: what another incident has done is not done again. */
    private Next joined(Revision suspect, Revision to) {
        plan(suspect, new Target(to, Reason.Joined, "another incident rolls the workload back already"));
        stabilizing();
        String whose = incident.getMetadata().getName().equals(suspect.incident())
                ? "another incident"
                : "incident " + suspect.incident();
        patched(view, draft, suspect, to, Reason.Joined, "shares the rollback of " + whose + " to " + to.name());
        return verify(suspect);
    }

    /** Another revision serves. If that is bad since before it began, users are not relieved: the flags follow. */
    private Next replaced(Revision suspect) {
        String gone = "the suspect " + suspect.name() + " does not serve any more";
        Optional<Instant> served = Serving.now(view.gateway().revisions()).map(Revision::servedSince);
        if (served.filter(recovery::isBadSinceBefore).isPresent()) {
            String why = gone + ", and what serves has been bad since before it began";
            plan(suspect, new Target(null, Reason.SuspectNotServing, why));
            return flags(Reason.SuspectNotServing, why);
        }
        Optional<Duration> open = served.flatMap(recovery::untilKnown);
        return open.isPresent()
                ? Next.waiting(
                                draft,
                                Reason.RolloutInProgress,
                                gone + "; the probes have not said yet whether what serves is good")
                        .by(open.get())
                : noop(Reason.SuspectNotServing, gone + "; nothing was changed");
    }

    private Next noop(Reason reason, String message) {
        draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Skipped, reason, message);
        draft.condition(ConditionType.Stabilized, Conditions.TRUE, reason, message);
        draft.phase(Phase.Mitigated, reason, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
        return Next.nothing();
    }

    private void plan(Revision suspect, Target target) {
        draft.status.plan = Planning.of(view, draft, suspect.name(), target);
    }

    /** The restored revision really serves, or the flags follow. */
    private Next verify(Revision suspect) {
        if (!draft.isOver(StepName.VERIFY)) {
            ClusterAction always = FlagRung.always(view, draft);
            if (always != null) {
                return Next.act(always);
            }
            Next next = verification.next(suspect);
            if (next.action() != null || !draft.isOver(StepName.VERIFY) || draft.status.phase == Phase.NeedsHuman) {
                return next;
            }
        }
        return draft.is(StepName.VERIFY, StepState.Failed) ? flagsAfterFailure() : served();
    }

    /** Nothing is left to do, and nothing is waited for any more. */
    private Next served() {
        Step verified = draft.step(StepName.VERIFY).orElseThrow();
        if (!Conditions.TRUE.equals(draft.valueOf(ConditionType.Ready))) {
            draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.of(verified.reason), verified.message);
        }
        return Next.nothing();
    }

    private Next flagsAfterFailure() {
        Step failed = draft.step(StepName.VERIFY).orElseThrow();
        return flags(Reason.of(failed.reason), failed.message);
    }

    private Next flagsAfterRefusal() {
        Step rollback = draft.step(StepName.ROLLBACK).orElseThrow();
        return flags(Reason.of(rollback.reason), rollback.message);
    }

    /** No revision can be restored: the flags follow, or the end of the ladder. */
    Next flags(Reason why, String message) {
        if (DryRun.isAsked(incident)) {
            return Next.act(Rehearsal.next(view, draft, null, new Target(null, why, message)));
        }
        if (draft.status.plan == null) {
            draft.status.plan = Planning.of(view, draft, draft.status.suspect, new Target(null, why, message));
        }
        Optional<Hold> hold = Hold.of(view, draft);
        if (hold.isPresent()) {
            return Next.waiting(draft, hold.get().reason(), hold.get().message());
        }
        if (!consent.obtain()) {
            return Next.nothing();
        }
        if (draft.status.phase != Phase.Stabilizing) {
            draft.phase(Phase.Stabilizing, why, "rollback unavailable (" + why + "), flags follow");
            if (!draft.isOver(StepName.ROLLBACK)) {
                // What serves later is not what this incident is about, nor what a person approved.
                draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Skipped, why, message);
            }
        }
        return Next.act(FlagRung.next(view, draft, why));
    }

    private static String restored(Revision from, Revision to) {
        return "restored " + to.name() + " (" + to.version() + ") in place of " + from.name() + " (" + from.version()
                + ")";
    }

    public static void patched(
            IncidentView view, StatusDraft draft, Revision from, Revision to, Reason reason, String done) {
        String message = done + Target.driftNote(from, to);
        draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Done, reason, message);
        draft.step(
                StepName.VERIFY,
                StepType.Verify,
                StepState.Running,
                Reason.RolloutInProgress,
                "waits until " + to.name() + " serves");
        RollbackRecord record = new RollbackRecord();
        record.fromRevision = from.name();
        record.fromVersion = BoundedText.of(from.version(), Revision.TEXT_LIMIT);
        record.toRevision = to.name();
        record.toVersion = BoundedText.of(to.version(), Revision.TEXT_LIMIT);
        draft.status.rollback = record;
        RollbackDeadline.write(view, draft);
        if (draft.status.times.stabilized == null) {
            draft.times().stabilized = draft.now().toString();
        }
        draft.condition(ConditionType.Stabilized, Conditions.TRUE, reason, message);
        draft.log(reason, message);
    }
}
