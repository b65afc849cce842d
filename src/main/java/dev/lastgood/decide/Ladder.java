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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static final int NAME_LIMIT = 253;
    private static final int IMAGE_LIMIT = 1024;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
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
        } else if (chronicle.status.phase == Phase.Open && RecordRules.areAll(chronicle.status.steps) && isExpired()) {
            // What it waited for came too late: what serves by now is not what it was about.
            expire();
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
        if (chronicle.status.phase == Phase.Open && RecordRules.areAll(chronicle.status.steps)) {
            // It still waits for what it needs to be understood.
            recheck = Duration.between(chronicle.now(), expires()).plusMillis(1);
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
        if (!chronicle.isOver(ROLLBACK) && !isOurs(view.marker())) {
            if (view.gateway().declared().isEmpty()
                    && view.gateway().live().bytes() > RevisionRules.MAX_SNAPSHOT_BYTES) {
                return flags(
                        Reason.SnapshotTooLarge,
                        "what is declared is too large for a snapshot, so there is no revision to blame or to leave");
            }
            if (chronicle.steps(FlagRung.STEP).isEmpty() && isMemoryBehind()) {
                recheck = LOOK_AGAIN;
                return waiting(
                        Reason.RevisionNotSeenYet, "what the workload declares now is being taken down as a revision");
            }
        }
        if (!chronicle.isOver(CAPTURE) && !capture()) {
            return null;
        }
        recheck = null;
        return stabilize();
    }

    /**
     * The revisions are remembered by another reconcile. Until it has seen what is declared now and which of them serves,
     * the one before would be blamed.
     */
    private boolean isMemoryBehind() {
        RevisionDecision seen = new RevisionRules(Clock.fixed(chronicle.now(), ZoneOffset.UTC)).decide(view.gateway());
        Optional<String> serving = Serving.now(view.gateway().revisions()).map(Revision::name);
        return seen.snapshot() != null
                || !serving.equals(Optional.ofNullable(seen.serving()).map(Revision::name));
    }

    /** First sight: an old incident never acts. */
    private void open() {
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.times.detected = detected(incident).toString();
        chronicle.phase(Phase.Open, Reason.Captured, "seen: " + incident.getSpec().trigger);
        if (isOurs(view.marker())) {
            return; // it has acted already: a crash before the status could say so
        }
        if (incident.getSpec().resolution != null) {
            recordOnly(Reason.CreatedWithResolution, "it was created with a resolution");
        } else if (isExpired()) {
            expire();
        } else if (view.actedBefore()) {
            recordOnly(
                    Reason.AlreadyInLedger,
                    "the ledger has attempt " + incident.getSpec().attempt
                            + " of this incident already; to act again, "
                            + "write a larger attempt into a new AIIncident");
        }
    }

    private Instant expires() {
        return detected(incident)
                .plus(
                        incident.getSpec().response == null
                                ? EXPIRES_AFTER
                                : Durations.parse(incident.getSpec().response.expiresAfter, EXPIRES_AFTER));
    }

    private boolean isExpired() {
        return expires().isBefore(chronicle.now());
    }

    private void expire() {
        recordOnly(
                Reason.Expired,
                "it was detected at " + detected(incident) + ", longer ago than expiresAfter; to act on it, create "
                        + "another AIIncident");
    }

    private void recordOnly(Reason reason, String message) {
        chronicle.phase(Phase.RecordedOnly, reason, message);
        chronicle.condition("Ready", Conditions.TRUE, reason, message);
    }

    private void nextAttempt() {
        if (chronicle.status.phase == Phase.Stabilizing) {
            return; // what is under way ends first
        }
        RecordRules.close(chronicle, incident.getSpec().attempt);
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.suspect = null;
        chronicle.status.rollback = null;
        chronicle.status.plan = null;
        chronicle.forget("Stabilized");
        chronicle.forget("Verified");
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
        if (chronicle.status.suspect != null && view.gateway() == null) {
            return waiting(
                    view.model() == null ? Reason.ModelNotFound : Reason.WorkloadNotFound,
                    "it is closed, and " + chronicle.status.suspect + " given its state back, once the model and its "
                            + "workload are there again; to do without, delete this incident");
        }
        Optional<Revision> suspect = chronicle.status.suspect == null
                ? Optional.empty()
                : view.gateway().revision(chronicle.status.suspect);
        Optional<Revision> held = suspect.filter(r -> name().equals(r.incident()));
        if (held.isPresent()) {
            String other = view.heldByOthers().get(held.get().name());
            return new RevisionMark(
                    held.get(),
                    other == null || other.equals(name())
                            ? held.get().givenBack(Reason.RestoredByFalseAlarm, chronicle.now())
                            : held.get().heldBy(other));
        }
        String message = suspect.filter(Revision::isSuspected)
                .map(r -> "a false alarm; " + r.name() + " stays suspected by incident " + r.incident())
                .orElse("a false alarm; no revision is suspected for it");
        if (chronicle.is(VERIFY, StepState.Running)) {
            chronicle.step(
                    VERIFY,
                    StepType.Verify,
                    StepState.Skipped,
                    Reason.FalseAlarm,
                    "a false alarm, nobody waited for it");
        }
        chronicle.phase(Phase.Closed, Reason.FalseAlarm, message);
        chronicle.condition("Ready", Conditions.TRUE, Reason.FalseAlarm, message);
        return null;
    }

    private String name() {
        return incident.getMetadata().getName();
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
        boolean first = chronicle.status.suspect == null && RecordRules.areAll(chronicle.status.steps);
        Optional<Revision> suspect = isOurs(view.marker())
                ? view.gateway().revision(view.marker().from())
                : Suspect.of(incident, view.gateway(), view.marker(), first);
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
        evidence.servingVersion =
                Chronicle.bounded(serving.map(Revision::version).orElse(null), NAME_LIMIT);
        evidence.servingImage = Chronicle.bounded(live.image(), IMAGE_LIMIT);
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
        Optional<Revision> byPeer = restoredByPeer(suspect, marker);
        if (byPeer.isPresent()) {
            return joined(suspect, byPeer.get());
        }
        if (!view.gateway().live().hash().equals(suspect.hash())
                && Serving.now(view.gateway().revisions())
                        .map(r -> !r.name().equals(suspect.name()))
                        .orElse(true)) {
            Rollout rollout = view.gateway().rollout();
            if (!suspect.isSuspected()) {
                return blame(suspect);
            }
            if (rollout.isComplete()) {
                return noop(
                        Reason.SuspectNotServing,
                        "the suspect " + suspect.name() + " does not serve any more; nothing was changed");
            }
            if (!rollout.hasFailed() && !rollout.paused()) {
                return waiting(
                        Reason.RolloutInProgress,
                        "another revision is being rolled out in place of the suspect " + suspect.name()
                                + "; if that fails, the rollback follows");
            }
        }
        Target target = Target.choose(incident, view.gateway(), suspect);
        plan(suspect, target);
        if (target.reason() == Reason.AlreadyServing) {
            return noop(Reason.AlreadyServing, target.message());
        }
        Optional<Reason> paused = paused();
        if (paused.isPresent()) {
            // Memory only; and it must not earn Good, or be restored for another model, while people are asked.
            return suspect.isSuspected() ? paused(paused.get()) : blame(suspect);
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
        recheck = null;
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

    /** What another incident of this workload restored in place of the suspect, where that still is declared. */
    private Optional<Revision> restoredByPeer(Revision suspect, RollbackMarker marker) {
        boolean byPeer = marker != null
                && marker.from().equals(suspect.name())
                && !marker.incidentUid().equals(incident.getMetadata().getUid());
        return byPeer
                ? view.gateway().revision(marker.to()).filter(r -> r.hash()
                        .equals(view.gateway().live().hash()))
                : Optional.empty();
    }

    /** One rollback per workload: what another incident has done is not done again. */
    private ClusterAction joined(Revision suspect, Revision to) {
        if (!suspect.isSuspected()) {
            return blame(suspect);
        }
        plan(suspect, new Target(to, Reason.Joined, "another incident rolls the workload back already"));
        stabilizing();
        String whose = name().equals(suspect.incident()) ? "another incident" : "incident " + suspect.incident();
        patched(chronicle, suspect, to, Reason.Joined, "shares the rollback of " + whose + " to " + to.name());
        return verify(suspect);
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
        if (!Conditions.TRUE.equals(chronicle.valueOf("Ready"))) {
            chronicle.condition("Ready", Conditions.TRUE, Reason.RolloutInProgress, "under way");
        }
        if (live.equals(suspect.hash())) {
            return unverified(
                    Reason.ChangedMeanwhile, "somebody brought " + suspect.name() + " back after the rollback");
        }
        boolean configOnly = restored && suspect.templateHash().equals(target.templateHash());
        boolean pickedUp = !configOnly || view.gateway().isConfigurationPickedUp(chronicle.now());
        if (rollout.isComplete()
                && rollout.desired() > 0
                && !pickedUp
                && view.gateway().policy().configReload()) {
            recheck = view.gateway().untilReloaded(chronicle.now());
            return null;
        }
        if (rollout.isComplete() && rollout.desired() > 0 && pickedUp) {
            Reason reason = restored ? Reason.Restored : Reason.ChangedMeanwhile;
            String message = restored
                    ? target.name() + " (" + target.version() + ") serves with " + rollout.available() + " pods"
                    : "another revision than the restored one serves by now, and not the suspect";
            chronicle.step(VERIFY, StepType.Verify, StepState.Done, reason, message);
            chronicle.condition("Verified", Conditions.TRUE, reason, message);
            chronicle.phase(Phase.Mitigated, reason, message);
            chronicle.condition("Ready", Conditions.TRUE, reason, message);
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
        return flags(Reason.of(failed.reason), failed.message);
    }

    private ClusterAction blameThenFlags(Revision suspect) {
        if (!suspect.isSuspected()) {
            return blame(suspect);
        }
        Step rollback = chronicle.step(ROLLBACK).orElseThrow();
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

    private ClusterAction flags(Reason why, String message) {
        recheck = null;
        if (chronicle.status.plan == null) {
            Plan plan = new Plan();
            plan.flags = FlagRung.flags(view).stream().map(f -> f.name).toList();
            plan.why = Chronicle.bounded(message);
            chronicle.status.plan = plan;
        }
        Optional<Reason> paused = paused();
        if (paused.isPresent()) {
            return paused(paused.get());
        }
        if (chronicle.status.phase == Phase.Open) {
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
        record.fromVersion = Chronicle.bounded(from.version(), NAME_LIMIT);
        record.toRevision = to.name();
        record.toVersion = Chronicle.bounded(to.version(), NAME_LIMIT);
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
