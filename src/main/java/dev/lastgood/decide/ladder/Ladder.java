package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.lib.Delay;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * One pass down the ladder of an incident: rollback, then flags, then the route, then people. The rules dispatch on what the
 * status says was done, so that after a crash at any point the next pass goes on there.
 */
public final class Ladder {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;
    private final Stabilization stabilization;
    private final Recovery recovery;
    private final FlagWatch flags;
    private final MissingWorkload missing;
    private final Attempt attempt;
    private final EvidenceCapture evidence;

    /** In order; the first one that decides ends the pass. */
    private final List<Supplier<Next>> rules = List.of(
            // What is old, resolved or known already is recorded only.
            this::begin,
            // What is over changes nothing more, unless it turns out to have been a false alarm.
            this::leaveWhatIsOver,
            // A bad verdict on the suspect, or on what was restored, belongs to this incident as long as it lasts.
            this::joinBadProbes,
            // People end an incident, but not in the middle of a change, and not with a fix that the probes contradict.
            this::resolve,
            // A flag that someone switched on again hits users at once.
            this::keepFlagsOff,
            // So does a failed revision that someone brought back.
            this::keepRestored,
            // A restored workload that someone deleted serves no one.
            this::missWorkload,
            // What waits for people, or for nothing any more, follows its probes.
            this::rest,
            // Without a model there is no policy to act by.
            this::awaitTheModel,
            // What a person knows is recorded even if the workload is gone.
            this::recordWhatIsKnown,
            // Without a workload there is nothing to restore: the flags follow.
            this::relieveWithoutWorkload,
            // The wrong revision would be blamed while the newest one is not recorded.
            this::awaitTheRevision,
            // Evidence is captured before anything changes.
            this::capture,
            this::stabilize);

    /** @param another the attempt that begins now, see {@link Attempt#another} */
    public Ladder(IncidentView view, StatusDraft draft, OptionalInt another) {
        this.recovery = new Recovery(view, draft);
        this.stabilization = new Stabilization(view, draft, recovery);
        this.flags = new FlagWatch(view, draft);
        this.missing = new MissingWorkload(view, draft);
        this.attempt = new Attempt(view, draft, another);
        this.evidence = new EvidenceCapture(view, draft);
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
    }

    /** Writes what holds before the next change of the cluster, and returns that change, if one is due. */
    public Next next() {
        Next next = byTheFirstRule();
        if (next.action() == null && draft.status.phase != null && isContradicted()) {
            sayWhatAFixWaitsFor();
        }
        return next.by(new Relapse(view, draft).recheck()).by(attempt.untilExpired());
    }

    private Next byTheFirstRule() {
        Duration recheck = null;
        for (Supplier<Next> rule : rules) {
            Next next = rule.get().by(recheck);
            if (next.isDecided()) {
                return next;
            }
            recheck = next.recheck();
        }
        return Next.in(recheck);
    }

    private Next begin() {
        attempt.begin();
        return Next.pass();
    }

    private Next leaveWhatIsOver() {
        boolean falseAlarm = draft.status.phase == Phase.Resolved && GivenResolution.isFalseAlarm(incident);
        return draft.status.phase.isOver() && !falseAlarm ? Next.nothing() : Next.pass();
    }

    private Next joinBadProbes() {
        recovery.join();
        return Next.pass();
    }

    private Next resolve() {
        boolean may = draft.status.phase != Phase.Stabilizing || GivenResolution.isFalseAlarm(incident);
        return incident.getSpec().resolution != null && may && !isContradicted()
                ? new Ending(view, draft).next()
                : Next.pass();
    }

    /** A fix that the probes contradict is no fix yet, and keeps nothing else from being done. */
    private boolean isContradicted() {
        return GivenResolution.is(incident, Resolution.Kind.Fixed)
                && recovery.isBad()
                && !draft.status.phase.isOver()
                && draft.status.phase != Phase.Stabilizing;
    }

    /** Nothing is under way, and a resolution waits: what it waits for comes first, then what else a person may do. */
    private void sayWhatAFixWaitsFor() {
        boolean asked = Consent.isAwaited(draft) && !Reason.StillBad.name().equals(draft.reasonOf(ConditionType.Ready));
        String besides = asked ? "; until then, " + draft.messageOf(ConditionType.Ready) : "";
        draft.condition(
                ConditionType.Ready,
                Conditions.FALSE,
                Reason.StillBad,
                "the resolution Fixed is kept until the probes are no longer bad (" + recovery.facts()
                        + "); to end it all the same write Accepted or FalseAlarm" + besides);
    }

    private Next keepFlagsOff() {
        return flags.next();
    }

    private Next keepRestored() {
        if (draft.status.phase != Phase.Mitigated) {
            return Next.pass();
        }
        Next kept = stabilization.keep();
        return kept.action() != null || draft.status.phase != Phase.Mitigated ? kept : Next.passUntil(kept.recheck());
    }

    private Next missWorkload() {
        return missing.next();
    }

    private Next rest() {
        Phase phase = draft.status.phase;
        if (phase == Phase.Mitigated && view.model() != null && recovery.resume()) {
            return Next.pass();
        }
        boolean awaited = Consent.isAwaited(draft);
        if (phase != Phase.Mitigated && phase != Phase.NeedsHuman && !awaited) {
            return Next.pass();
        }
        Duration recheck = recovery.follows() ? recovery.rest() : null;
        if (phase == Phase.Mitigated && view.model() != null && view.gateway() != null) {
            recheck = Delay.shortest(recheck, recovery.untilHeard());
        }
        // A plan that is awaited may have changed.
        return awaited && draft.status.phase == phase ? Next.passUntil(recheck) : Next.in(recheck);
    }

    private Next awaitTheModel() {
        return view.model() == null
                ? Next.waiting(
                        draft,
                        Reason.ModelNotFound,
                        "there is no ModelDeployment " + incident.getSpec().modelRef.name
                                + " in this namespace: create it, or create the incident with the right modelRef")
                : Next.pass();
    }

    private Next recordWhatIsKnown() {
        evidence.recordWhatIsKnown();
        return Next.pass();
    }

    private Next relieveWithoutWorkload() {
        if (view.gateway() != null) {
            return Next.pass();
        }
        Duration patience = missing.patience();
        return patience == null
                ? stabilization.flags(Reason.WorkloadNotFound, "the workload of the model does not exist")
                : Next.waiting(
                                draft,
                                Reason.WorkloadNotFound,
                                "the workload of the model does not exist; if it does not come back within seconds, the "
                                        + "flags follow")
                        .by(patience);
    }

    private Next awaitTheRevision() {
        if (draft.isOver(StepName.ROLLBACK) || view.carriesRollbackOf(draft.status.attempt)) {
            return Next.pass();
        }
        if (view.gateway().declared().isEmpty()
                && view.gateway().live().content().tooLarge().isPresent()) {
            return stabilization.flags(
                    Reason.SnapshotTooLarge,
                    "what is declared is too large to be recorded, so there is no revision to blame or to leave: "
                            + view.gateway().live().content().tooLarge().get());
        }
        if (view.gateway().declared().isEmpty() && isRecordRefused()) {
            return stabilization.flags(
                    Reason.RevisionNotRecorded,
                    "the API server refuses to store the declared revision, so an incident cannot blame it or roll it back: "
                            + "the condition Ready of the model says why");
        }
        return draft.steps(StepName.FLAG).isEmpty() && isMemoryBehind()
                ? Next.waiting(
                                draft,
                                Reason.RevisionNotSeenYet,
                                "what the workload declares now is being taken down as a revision")
                        .by(LOOK_AGAIN)
                : Next.pass();
    }

    private boolean isRecordRefused() {
        return view.model() != null
                && view.model().getStatus() != null
                && view.model().getStatus().conditions.stream()
                        .anyMatch(c -> ConditionType.Ready.isOf(c)
                                && Reason.RevisionNotRecorded.name().equals(c.getReason()));
    }

    private Next capture() {
        return evidence.capture()
                .map(missing -> Next.waiting(draft, Reason.SuspectUnknown, missing))
                .orElseGet(Next::pass);
    }

    private Next stabilize() {
        return stabilization.next();
    }

    /**
     * The revisions are remembered by another reconcile. Until it has seen what is declared now and which of them serves,
     * the one before would be blamed.
     */
    private boolean isMemoryBehind() {
        RevisionDecision seen = new RevisionRules(Clock.fixed(draft.now(), ZoneOffset.UTC)).decide(view.gateway());
        Optional<String> serving = Serving.now(view.gateway().revisions()).map(Revision::name);
        return seen.snapshot() != null
                || !serving.equals(Optional.ofNullable(seen.serving()).map(Revision::name));
    }
}
