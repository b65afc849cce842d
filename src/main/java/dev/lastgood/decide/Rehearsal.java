package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Flag;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.util.List;

/** A dry run: rollback, flags and route are all put to the API server, which changes nothing; then the incident is over. */
final class Rehearsal {

    static boolean isAsked(AIIncident incident) {
        return incident.getSpec().response != null && incident.getSpec().response.dryRun;
    }

    /** What is tried: as for a rollback, without waiting for anything. */
    static Target target(IncidentView view, Revision suspect) {
        if (Suspect.isReplaced(suspect, view.gateway())) {
            return new Target(
                    null, Reason.SuspectNotServing, "the suspect " + suspect.name() + " does not serve any more");
        }
        Target target = Target.of(view, suspect);
        Reason obstacle = view.gateway().rollout().obstacle();
        return target.revision() != null && obstacle != null
                ? new Target(null, obstacle, view.gateway().obstacle().orElseThrow())
                : target;
    }

    /**
     * What comes next by what was tried.
     *
     * @param suspect null where it is not known; then {@code target} says why nothing can be restored
     */
    static ClusterAction next(IncidentView view, Chronicle chronicle, Revision suspect, Target target) {
        if (!chronicle.isOver(Ladder.ROLLBACK)) {
            chronicle.status.plan = Planning.of(view, chronicle, suspect == null ? null : suspect.name(), target);
            if (target.revision() != null) {
                return Rollback.of(
                        view.incident(), chronicle.status.attempt, suspect, target.revision(), Rollback.Manner.DryRun);
            }
            result(chronicle, StepState.Skipped, target.reason(), target.message());
        }
        List<Flag> open = FlagRung.flags(view).stream()
                .filter(f -> chronicle.status.plan.flags.contains(f.name))
                .filter(f -> !chronicle.isOver(FlagRung.STEP + f.name))
                .toList();
        if (!open.isEmpty()) {
            return new FlagOrder(open, false, true);
        }
        if (chronicle.status.plan.route != null && !chronicle.isOver(RouteRung.STEP)) {
            return new RouteOrder(view.model().getSpec().route, false, true);
        }
        String message = "nothing was changed; the steps say what would have come of it";
        chronicle.phase(Phase.RecordedOnly, Reason.DryRun, message);
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.DryRun, message);
        return null;
    }

    static void after(Chronicle chronicle, RollbackOutcome outcome) {
        boolean possible = outcome.kind() == RollbackOutcome.Kind.Patched;
        result(
                chronicle,
                possible ? StepState.Done : StepState.Failed,
                possible ? Reason.DryRun : outcome.reason(),
                outcome.message());
    }

    static void after(Chronicle chronicle, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            Reason reason = outcome.reason() == Reason.FlagOff ? Reason.DryRun : outcome.reason();
            chronicle.step(
                    FlagRung.STEP + outcome.name(), StepType.DisableFlag, outcome.state(), reason, outcome.message());
            chronicle.log(reason, outcome.message());
        }
    }

    static void after(Chronicle chronicle, RouteOutcome outcome) {
        Reason reason = outcome.reason() == Reason.RouteSwitched ? Reason.DryRun : outcome.reason();
        chronicle.step(RouteRung.STEP, StepType.SwitchRoute, outcome.state(), reason, outcome.message());
        chronicle.log(reason, outcome.message());
    }

    private static void result(Chronicle chronicle, StepState state, Reason reason, String message) {
        chronicle.step(Ladder.ROLLBACK, StepType.Rollback, state, reason, message);
        chronicle.log(reason, message);
    }

    private Rehearsal() {}
}
