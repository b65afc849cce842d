package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Phase;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.util.Optional;

/** Carries out what a person wrote into {@code spec.resolution}: what was switched is put back if asked, then the incident ends. */
final class Ending {

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;

    Ending(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** Returns what is put back or given back next, if anything is left; otherwise the incident has ended. */
    Next next() {
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
                return Next.act(back);
            }
        }
        return GivenResolution.isFalseAlarm(incident) ? closeAsFalseAlarm() : resolve();
    }

    /** What is left to be said, and Ready with it, is a matter of the Aftermath. */
    private Next resolve() {
        chronicle.phase(
                Phase.Resolved,
                Reason.ResolutionGiven,
                incident.getSpec().resolution.kind.name());
        return Next.nothing();
    }

    private Next closeAsFalseAlarm() {
        String suspectName = chronicle.status.suspect;
        if (suspectName != null && view.gateway() == null) {
            return waiting(
                    view.model() == null ? Reason.ModelNotFound : Reason.WorkloadNotFound,
                    "it is closed, and " + suspectName + " given its state back, once the model and its "
                            + "workload are there again; to do without, delete this incident");
        }
        Optional<Revision> suspect =
                suspectName == null ? Optional.empty() : view.gateway().revision(suspectName);
        Optional<Revision> held = suspect.filter(r -> name().equals(r.incident()));
        if (held.isPresent()) {
            return Next.act(giveBack(held.get()));
        }
        String message = incident.getSpec().drill && suspectName != null
                ? "the drill is over; " + suspectName + " has its state back and may be rolled out again"
                : suspect.filter(Revision::isSuspected)
                        .map(r -> "a false alarm; " + r.name() + " stays suspected by incident " + r.incident())
                        .orElse("a false alarm; no revision is suspected for it");
        if (chronicle.is(StepName.VERIFY, StepState.Running)) {
            chronicle.step(
                    StepName.VERIFY,
                    StepType.Verify,
                    StepState.Skipped,
                    Reason.FalseAlarm,
                    "a false alarm, nobody waited for it");
            StuckPods.leave(chronicle, Reason.FalseAlarm);
        }
        chronicle.phase(Phase.Closed, Reason.FalseAlarm, message);
        chronicle.condition("Ready", Conditions.TRUE, Reason.FalseAlarm, message);
        return Next.nothing();
    }

    /** The suspect gets its state back, unless another incident holds it, too. */
    private RevisionMark giveBack(Revision held) {
        String other = view.heldByOthers().get(held.name());
        return new RevisionMark(
                held,
                other == null || other.equals(name())
                        ? held.givenBack(Reason.RestoredByFalseAlarm, chronicle.now())
                        : held.heldBy(other));
    }

    private String name() {
        return incident.getMetadata().getName();
    }

    private Next waiting(Reason reason, String message) {
        chronicle.condition("Ready", Conditions.FALSE, reason, message);
        return Next.nothing();
    }
}
