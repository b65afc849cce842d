package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import java.util.Optional;

/** Carries out what a person wrote into {@code spec.resolution}: what was switched is put back if asked, then the incident ends. */
final class Ending {

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;

    Ending(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
    }

    /** Returns what is put back or given back next, if anything is left; otherwise the incident has ended. */
    Next next() {
        if (incident.getSpec().resolution.restore) {
            Optional<Hold> hold = view.model() == null
                    ? Optional.empty()
                    : Hold.of(view, draft)
                            // A person who ends it asks for this.
                            .filter(h -> h.reason() == Reason.OperatorPaused || h.reason() == Reason.ModelPaused);
            if (hold.isPresent()) {
                return Next.waiting(
                        draft,
                        hold.get().reason(),
                        "flags and route are put back, and it ends, when nothing is paused");
            }
            ClusterAction back = Restoring.next(view, draft);
            if (back != null) {
                return Next.act(back);
            }
        }
        return GivenResolution.isFalseAlarm(incident) ? closeAsFalseAlarm() : resolve();
    }

    /** What is left to be said, and Ready with it, is a matter of the Aftermath. */
    private Next resolve() {
        draft.phase(
                Phase.Resolved,
                Reason.ResolutionGiven,
                incident.getSpec().resolution.kind.name());
        return Next.nothing();
    }

    private Next closeAsFalseAlarm() {
        String suspectName = draft.status.suspect;
        if (suspectName != null && view.gateway() == null) {
            if (Reason.FlagsDisabled.name().equals(draft.reasonOf(ConditionType.Stabilized))) {
                draft.condition(
                        ConditionType.Stabilized,
                        Conditions.FALSE,
                        Reason.FalseAlarm,
                        "a false alarm: this incident does not keep the flags off any more");
            }
            return Next.waiting(
                    draft,
                    view.model() == null ? Reason.ModelNotFound : Reason.WorkloadNotFound,
                    "it is closed, and " + suspectName + " given its state back, once the model and its "
                            + "workload are there again; to do without, delete this incident");
        }
        // Each attempt may have taken another one.
        Optional<Revision> held = view.gateway() == null
                ? Optional.empty()
                : view.gateway().revisions().stream()
                        .filter(r -> name().equals(r.incident()))
                        .findFirst();
        if (held.isPresent()) {
            return Next.act(giveBack(held.get()));
        }
        Optional<Revision> suspect =
                suspectName == null ? Optional.empty() : view.gateway().revision(suspectName);
        String message = incident.getSpec().drill && suspectName != null
                ? "the drill is over; " + suspectName + " has its state back and may be rolled out again"
                : suspect.filter(Revision::isQuarantined)
                        .map(r -> "a false alarm; " + r.name() + " stays quarantined by incident " + r.incident())
                        .orElse("a false alarm; no revision is suspected for it");
        if (draft.is(StepName.VERIFY, StepState.Running)) {
            draft.step(
                    StepName.VERIFY,
                    StepType.Verify,
                    StepState.Skipped,
                    Reason.FalseAlarm,
                    "a false alarm, nobody waited for it");
            StuckPodWatch.leave(draft, Reason.FalseAlarm);
        }
        draft.phase(Phase.Closed, Reason.FalseAlarm, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.FalseAlarm, message);
        return Next.nothing();
    }

    /** The suspect gets its state back, unless another incident holds it, too. */
    private RevisionMark giveBack(Revision held) {
        String other = view.others().suspects().get(held.name());
        return new RevisionMark(
                held,
                other == null || other.equals(name())
                        ? held.givenBack(Reason.RestoredByFalseAlarm, draft.now())
                        : held.heldBy(other));
    }

    private String name() {
        return incident.getMetadata().getName();
    }
}
