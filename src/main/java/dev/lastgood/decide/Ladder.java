package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Evidence;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Resolution;
import dev.lastgood.api.Source;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One pass down the ladder of an incident: rollback, then flags, then the route, then people. Dispatches on what the status says was
 * done, so that a crash at any point goes on where it stood.
 */
final class Ladder {
    static final String CAPTURE = "capture-evidence";
    static final String ROLLBACK = "rollback";
    static final String VERIFY = "verify";
    static final String STUCK_PODS = "delete-stuck-pods";

    static final int NAME_LIMIT = 253;
    private static final int IMAGE_LIMIT = 1024;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration EXPIRES_AFTER = Duration.ofHours(1);

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;
    private final Stabilization stabilization;
    private final Recovery recovery;
    private final FlagWatch flags;
    private Duration recheck;
    /** When the probes may have been good for long enough. */
    private Duration resting;

    Ladder(IncidentView view, Chronicle chronicle) {
        this.recovery = new Recovery(view, chronicle);
        this.stabilization = new Stabilization(view, chronicle, recovery);
        this.flags = new FlagWatch(view, chronicle);
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        Duration working = stabilization.recheck() == null ? recheck : stabilization.recheck();
        return IncidentRules.shortest(IncidentRules.shortest(working, resting), flags.recheck());
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
        recovery.join();
        if (isResolution(Resolution.Kind.Fixed) && recovery.isBad() && chronicle.status.phase != Phase.Stabilizing) {
            return waiting(
                    Reason.StillBad,
                    "the resolution Fixed is kept until the probes are no longer bad (" + recovery.facts()
                            + "); to end it all the same write Accepted or FalseAlarm");
        }
        if (incident.getSpec().resolution != null && chronicle.status.phase != Phase.Stabilizing
                || isResolution(Resolution.Kind.FalseAlarm)) {
            return resolve();
        }
        ClusterAction offAgain = flags.next();
        if (offAgain != null) {
            return offAgain;
        }
        if (chronicle.status.phase == Phase.Mitigated) {
            ClusterAction again = stabilization.keep();
            if (again != null || chronicle.status.phase != Phase.Mitigated) {
                return again;
            }
        }
        if (rests()) {
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
            return relieveByFlags(Reason.WorkloadNotFound, "the workload of the model does not exist");
        }
        if (!chronicle.isOver(ROLLBACK) && !Stabilization.isOurs(incident, chronicle, view.marker())) {
            if (view.gateway().declared().isEmpty()
                    && view.gateway().live().bytes() > RevisionRules.MAX_SNAPSHOT_BYTES) {
                return relieveByFlags(
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
        return stabilization.next();
    }

    /** It waits for people, or for nothing any more; but not where the probes say that it is bad again. */
    private boolean rests() {
        Phase phase = chronicle.status.phase;
        if (phase == Phase.Mitigated && view.model() != null && recovery.again()) {
            return false;
        }
        boolean awaited = Consent.isAwaited(chronicle);
        if (phase != Phase.Mitigated && phase != Phase.NeedsHuman && !awaited) {
            return false;
        }
        if (recovery.follows()) {
            resting = recovery.rest();
        }
        return !awaited || chronicle.status.phase != phase;
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
        if (Stabilization.isOurs(incident, chronicle, view.marker())) {
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
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
    }

    private void nextAttempt() {
        if (chronicle.status.phase == Phase.Stabilizing) {
            return; // what is under way ends first
        }
        RecordRules.close(chronicle, incident.getSpec().attempt);
        RunSteps.close(chronicle, incident.getSpec().attempt);
        chronicle.status.attempt = incident.getSpec().attempt;
        chronicle.status.suspect = null;
        chronicle.status.mode = null;
        chronicle.status.rollback = null;
        chronicle.status.reverts = null;
        chronicle.status.plan = null;
        chronicle.status.diagnosis = null;
        chronicle.forget(ConditionType.Stabilized);
        chronicle.forget(ConditionType.Verified);
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
        if (incident.getSpec().resolution.restore) {
            Optional<Hold> hold = view.model() == null
                    ? Optional.empty()
                    : Hold.of(view, chronicle).filter(h -> h.reason() != Reason.EvidenceHold);
            if (hold.isPresent()) {
                return waiting(
                        hold.get().reason(), "flags and route are put back, and it ends, when nothing is paused");
            }
            ClusterAction back = Restoring.next(view, chronicle);
            if (back != null) {
                return back;
            }
        }
        if (kind != Resolution.Kind.FalseAlarm) {
            // What is left to be said, and Ready with it, is a matter of the Aftermath.
            chronicle.phase(Phase.Resolved, Reason.ResolutionGiven, kind.name());
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
        String message = incident.getSpec().drill && chronicle.status.suspect != null
                ? "the drill is over; " + chronicle.status.suspect + " has its state back and may be rolled out again"
                : suspect.filter(Revision::isSuspected)
                        .map(r -> "a false alarm; " + r.name() + " stays suspected by incident " + r.incident())
                        .orElse("a false alarm; no revision is suspected for it");
        if (chronicle.is(VERIFY, StepState.Running)) {
            chronicle.step(
                    VERIFY,
                    StepType.Verify,
                    StepState.Skipped,
                    Reason.FalseAlarm,
                    "a false alarm, nobody waited for it");
            StuckPodWatch.leave(chronicle, Reason.FalseAlarm);
        }
        chronicle.phase(Phase.Closed, Reason.FalseAlarm, message);
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.FalseAlarm, message);
        return null;
    }

    private String name() {
        return incident.getMetadata().getName();
    }

    private ClusterAction waiting(Reason reason, String message) {
        chronicle.condition(ConditionType.Ready, Conditions.FALSE, reason, message);
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
        Optional<Revision> suspect = Stabilization.isOurs(incident, chronicle, view.marker())
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
        chronicle.condition(ConditionType.EvidenceCaptured, Conditions.TRUE, Reason.Captured, message);
        chronicle.log(Reason.Captured, message);
        return true;
    }

    private ClusterAction relieveByFlags(Reason why, String message) {
        recheck = null;
        return stabilization.flags(why, message);
    }

    /** When the incident was detected: what a person says, else when the object was created. */
    static Instant detected(AIIncident incident) {
        AIIncidentSpec spec = incident.getSpec();
        return spec.detectedAt != null
                ? spec.detectedAt.toInstant()
                : Instant.parse(incident.getMetadata().getCreationTimestamp());
    }
}
