package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Evidence;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Plan;
import dev.lastgood.api.Resolution;
import dev.lastgood.api.RevisionState;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One pass down the ladder of an incident: rollback, then flags, then people. Dispatches on what the status says was
 * done, so that a crash at any point goes on where it stood.
 */
final class Ladder {
    static final String CAPTURE = "capture-evidence";
    static final String ROLLBACK = "rollback";
    static final String VERIFY = "verify";

    private static final Duration EXPIRES_AFTER = Duration.ofHours(1);
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(30);

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;
    private Duration recheck;

    Ladder(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** Writes what holds before the next change of the cluster, and returns that change; null: there is none. */
    ClusterAction next() {
        if (chronicle.status.phase == null) {
            open();
        } else if (!chronicle.status.phase.isOver() && incident.getSpec().attempt > chronicle.status.attempt) {
            nextAttempt();
        }
        if (chronicle.status.phase.isOver() && !isFalseAlarmOfResolved()) {
            return null;
        }
        if (incident.getSpec().resolution != null && chronicle.status.phase != Phase.Stabilizing
                || isResolution(Resolution.Kind.FalseAlarm)) {
            return resolve();
        }
        if (chronicle.status.phase == Phase.Mitigated || chronicle.status.phase == Phase.NeedsHuman) {
            return null;
        }
        if (view.model() == null) {
            return waiting(
                    Reason.ModelNotFound,
                    "there is no ModelDeployment " + incident.getSpec().modelRef.name
                            + " in this namespace: create it, or " + "create the incident with the right modelRef");
        }
        if (chronicle.status.evidence == null) {
            chronicle.status.evidence = said();
        }
        if (view.gateway() == null) {
            return flags(Reason.WorkloadNotFound, "the workload of the model does not exist");
        }
        if (!chronicle.isOver(CAPTURE) && !capture()) {
            return view.gateway().live().bytes() <= RevisionRules.MAX_SNAPSHOT_BYTES
                    ? null
                    : flags(Reason.SnapshotTooLarge, "no snapshot of the workload could be taken, it is too large");
        }
        return stabilize();
    }

    /** First sight: an old incident never acts. */
    private void open() {
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.times.detected = detected(incident).toString();
        chronicle.phase(Phase.Open, Reason.Captured, "seen: " + incident.getSpec().trigger);
        Duration expiresAfter = incident.getSpec().response == null
                ? EXPIRES_AFTER
                : Durations.parse(incident.getSpec().response.expiresAfter, EXPIRES_AFTER);
        if (incident.getSpec().resolution != null) {
            recordOnly(Reason.CreatedWithResolution, "it was created with a resolution");
        } else if (detected(incident).plus(expiresAfter).isBefore(chronicle.now())) {
            recordOnly(
                    Reason.Expired,
                    "it was detected at " + detected(incident) + ", longer ago than expiresAfter; to act on it, create "
                            + "another AIIncident");
        } else if (view.actedBefore()) {
            recordOnly(
                    Reason.AlreadyInLedger,
                    "the ledger has attempt " + incident.getSpec().attempt
                            + " of this incident already; to act again, "
                            + "write a larger attempt into a new AIIncident");
        }
    }

    private void recordOnly(Reason reason, String message) {
        chronicle.phase(Phase.RecordedOnly, reason, message);
        chronicle.condition("Ready", Conditions.TRUE, reason, message);
    }

    private void nextAttempt() {
        if (chronicle.status.phase == Phase.Stabilizing) {
            return; // what is under way ends first
        }
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.suspect = null;
        chronicle.status.rollback = null;
        chronicle.phase(Phase.Open, Reason.Captured, "attempt " + incident.getSpec().attempt);
    }

    private boolean isResolution(Resolution.Kind kind) {
        return incident.getSpec().resolution != null && incident.getSpec().resolution.kind == kind;
    }

    private boolean isFalseAlarmOfResolved() {
        return chronicle.status.phase == Phase.Resolved && isResolution(Resolution.Kind.FalseAlarm);
    }

    private ClusterAction resolve() {
        Resolution.Kind kind = incident.getSpec().resolution.kind;
        if (kind != Resolution.Kind.FalseAlarm) {
            chronicle.phase(Phase.Resolved, Reason.ResolutionGiven, kind.name());
            chronicle.condition("Ready", Conditions.TRUE, Reason.ResolutionGiven, kind.name());
            return null;
        }
        Optional<Revision> held = view.gateway() == null || chronicle.status.suspect == null
                ? Optional.empty()
                : view.gateway()
                        .revision(chronicle.status.suspect)
                        .filter(r -> incident.getMetadata().getName().equals(r.incident()));
        if (held.isPresent()) {
            return new RevisionMark(held.get(), held.get().givenBack(Reason.RestoredByFalseAlarm, chronicle.now()));
        }
        chronicle.phase(Phase.Closed, Reason.FalseAlarm, "a false alarm; the suspect has its state back");
        chronicle.condition("Ready", Conditions.TRUE, Reason.FalseAlarm, "closed as a false alarm");
        return null;
    }

    private ClusterAction waiting(Reason reason, String message) {
        chronicle.condition("Ready", Conditions.FALSE, reason, message);
        return null;
    }

    /** What the person who created the incident knows. */
    private Evidence said() {
        Evidence evidence = new Evidence();
        evidence.traceId = incident.getSpec().traceId;
        evidence.runId = incident.getSpec().runId;
        evidence.promptDigest = incident.getSpec().promptDigest;
        evidence.capturedAt = chronicle.now().toString();
        return evidence;
    }

    /** What the cluster shows, from the informers; false where there is nothing to see yet. */
    private boolean capture() {
        boolean first = chronicle.status.suspect == null && chronicle.status.steps.isEmpty();
        Optional<Revision> suspect = Suspect.of(incident, view.gateway(), first);
        if (suspect.isEmpty()) {
            String named = incident.getSpec().suspect;
            waiting(
                    Reason.SuspectUnknown,
                    named != null
                            ? "the suspect " + named
                                    + " is no revision of the workload; create the incident without "
                                    + "suspect, or with one that `kubectl get controllerrevisions` shows"
                            : "no revision of the workload has been seen serving yet");
            return false;
        }
        Live live = view.gateway().live();
        Optional<Revision> serving = Serving.now(view.gateway().revisions());
        Evidence evidence = said();
        evidence.servingRevision = serving.map(Revision::name).orElse(null);
        evidence.servingVersion = serving.map(Revision::version).orElse(null);
        evidence.servingImage = live.image();
        chronicle.status.evidence = evidence;
        chronicle.status.suspect = suspect.get().name();
        String message = suspect.get().name() + " (" + suspect.get().version() + ") is the suspect";
        chronicle.step(CAPTURE, StepType.CaptureEvidence, StepState.Done, Reason.Captured, message);
        chronicle.condition("EvidenceCaptured", Conditions.TRUE, Reason.Captured, message);
        chronicle.log(Reason.Captured, message);
        return true;
    }

    private ClusterAction stabilize() {
        Optional<Revision> suspect = view.gateway().revision(chronicle.status.suspect);
        if (suspect.isEmpty()) {
            return flags(Reason.SuspectUnknown, "the suspect " + chronicle.status.suspect + " is no longer kept");
        }
        if (chronicle.is(ROLLBACK, StepState.Done)) {
            return verify(suspect.get());
        }
        if (chronicle.isOver(ROLLBACK)) {
            return blameThenFlags(suspect.get());
        }
        return rollBack(suspect.get());
    }

    private ClusterAction rollBack(Revision suspect) {
        RollbackMarker marker = view.marker();
        if (isOurs(marker)) {
            return recovered(suspect, marker);
        }
        if (!view.gateway().live().hash().equals(suspect.hash())
                && Serving.now(view.gateway().revisions())
                        .map(r -> !r.name().equals(suspect.name()))
                        .orElse(true)) {
            return elsewhere(suspect, marker);
        }
        Target target = Target.choose(incident, view.gateway(), suspect);
        plan(suspect, target);
        if (target.reason() == Reason.AlreadyServing) {
            return noop(Reason.AlreadyServing, target.message());
        }
        Optional<Reason> paused = paused();
        if (paused.isPresent()) {
            return paused(paused.get());
        }
        if (target.revision() == null) {
            chronicle.step(ROLLBACK, StepType.Rollback, StepState.Skipped, target.reason(), target.message());
            chronicle.log(target.reason(), "No rollback: " + target.message());
            return blameThenFlags(suspect);
        }
        if (view.gateway().rollout().paused()) {
            String message = "the Deployment is paused (spec.paused), nothing would be rolled out";
            chronicle.step(ROLLBACK, StepType.Rollback, StepState.Failed, Reason.WorkloadPaused, message);
            chronicle.log(Reason.WorkloadPaused, "No rollback: " + message);
            return blameThenFlags(suspect);
        }
        stabilizing();
        return new Rollback(
                new RollbackMarker(
                        incident.getMetadata().getUid(),
                        chronicle.status.attempt,
                        suspect.name(),
                        target.revision().name()),
                incident.getMetadata().getName(),
                suspect,
                target.revision());
    }

    private void stabilizing() {
        chronicle.phase(Phase.Stabilizing, Reason.Captured, chronicle.status.plan.why);
        chronicle.condition("Ready", Conditions.TRUE, Reason.Captured, "under way");
    }

    private boolean isOurs(RollbackMarker marker) {
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
        patched(chronicle, suspect, to.get(), Reason.Patched, restored(suspect, to.get()));
        return verify(suspect);
    }

    /** Something else than the suspect serves: another incident saw to it, or a person did. */
    private ClusterAction elsewhere(Revision suspect, RollbackMarker marker) {
        if (!suspect.isSuspected()) {
            return blame(suspect);
        }
        boolean byPeer = marker != null && marker.from().equals(suspect.name());
        Optional<Revision> to = byPeer ? view.gateway().revision(marker.to()) : Optional.empty();
        if (to.isPresent()) {
            plan(suspect, new Target(to.get(), Reason.Joined, "another incident rolls the workload back already"));
            stabilizing();
            patched(
                    chronicle,
                    suspect,
                    to.get(),
                    Reason.Joined,
                    "shares the rollback of incident " + suspect.incident() + " to "
                            + to.get().name());
            return verify(suspect);
        }
        return noop(
                Reason.SuspectNotServing,
                "the suspect " + suspect.name() + " does not serve any more; nothing was changed");
    }

    private ClusterAction noop(Reason reason, String message) {
        chronicle.step(ROLLBACK, StepType.Rollback, StepState.Skipped, reason, message);
        chronicle.condition("Stabilized", Conditions.TRUE, reason, message);
        chronicle.phase(Phase.Mitigated, reason, message);
        chronicle.condition("Ready", Conditions.TRUE, reason, message);
        return null;
    }

    private void plan(Revision suspect, Target target) {
        Plan plan = new Plan();
        plan.from = suspect.name();
        plan.to = target.revision() == null ? null : target.revision().name();
        plan.flags = target.revision() != null || target.reason() == Reason.AlreadyServing
                ? List.of()
                : FlagRung.flags(view).stream().map(f -> f.name).toList();
        plan.why = Chronicle.bounded(target.message());
        chronicle.status.plan = plan;
    }

    private Optional<Reason> paused() {
        return view.operatorPaused()
                ? Optional.of(Reason.OperatorPaused)
                : view.model().getSpec().paused ? Optional.of(Reason.ModelPaused) : Optional.empty();
    }

    private ClusterAction paused(Reason reason) {
        return waiting(
                reason,
                (reason == Reason.OperatorPaused ? "the operator is paused" : "the model is paused (spec.paused)")
                        + "; what would be done stands in status.plan");
    }

    /** The restored revision really serves, or the deadline ends it. */
    private ClusterAction verify(Revision suspect) {
        if (chronicle.isOver(VERIFY)) {
            return flagsAfterFailure();
        }
        RollbackRecord rollback = chronicle.status.rollback;
        Revision target = view.gateway().revision(rollback.toRevision).orElse(null);
        Rollout rollout = view.gateway().rollout();
        String live = view.gateway().live().hash();
        boolean restored = target != null && live.equals(target.hash());
        if (live.equals(suspect.hash())) {
            return unverified(
                    Reason.ChangedMeanwhile, "somebody brought " + suspect.name() + " back after the rollback");
        }
        if (rollout.isComplete() && rollout.desired() > 0) {
            Reason reason = restored ? Reason.Restored : Reason.ChangedMeanwhile;
            String message = restored
                    ? target.name() + " (" + target.version() + ") serves with " + rollout.available() + " pods"
                    : "another revision than the restored one serves by now, and not the suspect";
            chronicle.step(VERIFY, StepType.Verify, StepState.Done, reason, message);
            chronicle.condition("Verified", Conditions.TRUE, reason, message);
            chronicle.phase(Phase.Mitigated, reason, message);
            return null;
        }
        Duration left = Duration.between(chronicle.now(), deadline());
        if (left.isZero() || left.isNegative()) {
            return unverified(
                    Reason.DeadlineExceeded,
                    rollback.toRevision + " did not serve within the deadline: " + rollout.available() + " of "
                            + rollout.desired() + " pods available, " + rollout.updated() + " updated");
        }
        recheck = left;
        return null;
    }

    private Instant deadline() {
        Instant began =
                chronicle.step(VERIFY).map(s -> Instant.parse(s.startedAt)).orElse(chronicle.now());
        Duration otherwise = view.gateway().rollout().progressDeadline().plus(DEADLINE_MARGIN);
        return began.plus(
                view.model().getSpec().response == null
                        ? otherwise
                        : Durations.parse(view.model().getSpec().response.rollbackDeadline, otherwise));
    }

    private ClusterAction unverified(Reason reason, String message) {
        chronicle.step(VERIFY, StepType.Verify, StepState.Failed, reason, message);
        chronicle.condition("Verified", Conditions.FALSE, reason, message);
        chronicle.condition("Stabilized", Conditions.FALSE, reason, message);
        chronicle.log(reason, message);
        return flagsAfterFailure();
    }

    private ClusterAction flagsAfterFailure() {
        Step failed = chronicle.step(VERIFY).orElseThrow();
        return flags(Reason.valueOf(failed.reason), failed.message);
    }

    private ClusterAction blameThenFlags(Revision suspect) {
        if (!suspect.isSuspected()) {
            return blame(suspect);
        }
        Step rollback = chronicle.step(ROLLBACK).orElseThrow();
        return flags(Reason.valueOf(rollback.reason), rollback.message);
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

    private ClusterAction flags(Reason why, String message) {
        Optional<Reason> paused = paused();
        if (paused.isPresent()) {
            return paused(paused.get());
        }
        if (chronicle.status.phase == Phase.Open) {
            if (chronicle.status.plan == null) {
                Plan plan = new Plan();
                plan.flags = FlagRung.flags(view).stream().map(f -> f.name).toList();
                plan.why = Chronicle.bounded(message);
                chronicle.status.plan = plan;
            }
            chronicle.phase(Phase.Stabilizing, why, "rollback unavailable, flags follow: " + message);
        }
        return FlagRung.next(view, chronicle, why);
    }

    private static String restored(Revision from, Revision to) {
        return "restored " + to.name() + " (" + to.version() + ") in place of " + from.name() + " (" + from.version()
                + ")";
    }

    static void patched(Chronicle chronicle, Revision from, Revision to, Reason reason, String message) {
        chronicle.step(ROLLBACK, StepType.Rollback, StepState.Done, reason, message);
        chronicle.step(
                VERIFY,
                StepType.Verify,
                StepState.Running,
                Reason.RolloutInProgress,
                "waits until " + to.name() + " serves");
        RollbackRecord record = new RollbackRecord();
        record.fromRevision = from.name();
        record.fromVersion = from.version();
        record.toRevision = to.name();
        record.toVersion = to.version();
        chronicle.status.rollback = record;
        if (chronicle.status.times.stabilized == null) {
            chronicle.status.times.stabilized = chronicle.now().toString();
        }
        chronicle.condition("Stabilized", Conditions.TRUE, reason, message);
        chronicle.log(reason, message);
    }

    /** When the incident was detected: what a person says, else when the object was created. */
    static Instant detected(AIIncident incident) {
        AIIncidentSpec spec = incident.getSpec();
        return spec.detectedAt != null
                ? spec.detectedAt.toInstant()
                : Instant.parse(incident.getMetadata().getCreationTimestamp());
    }
}
