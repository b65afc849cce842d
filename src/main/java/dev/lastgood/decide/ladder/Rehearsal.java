package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import java.util.List;

/** A dry run: rollback, flags and route are all put to the API server, which changes nothing; then the incident is over. */
public final class Rehearsal {

    /** What is tried: as for a rollback, without waiting for anything. */
    static Target target(IncidentView view, StatusDraft draft, Revision suspect) {
        if (Suspect.isReplaced(suspect, view.gateway())) {
            return new Target(
                    null, Reason.SuspectNotServing, "the suspect " + suspect.name() + " does not serve any more");
        }
        Target target = Target.of(view, draft, suspect);
        return target.revision() == null
                ? target
                : view.gateway()
                        .obstacle()
                        .map(o -> new Target(null, o.reason(), o.message()))
                        .orElse(target);
    }

    /**
     * What comes next by what was tried.
     *
     * @param suspect null where it is not known; then {@code target} says why nothing can be restored
     */
    static ClusterAction next(IncidentView view, StatusDraft draft, Revision suspect, Target target) {
        if (!draft.isOver(StepName.ROLLBACK)) {
            draft.status.plan = Planning.of(view, draft, suspect == null ? null : suspect.name(), target);
            if (target.revision() != null) {
                return Rollback.of(
                        view.incident(), draft.status.attempt, suspect, target.revision(), Rollback.Manner.DryRun);
            }
            result(draft, StepState.Skipped, target.reason(), target.message());
        }
        List<Flag> open = FlagRung.flags(view).stream()
                .filter(f -> draft.status.plan.flags.contains(f.name))
                .filter(f -> !draft.isOver(StepName.FLAG + f.name))
                .toList();
        if (!open.isEmpty()) {
            return new FlagOrder(open, false, true);
        }
        if (draft.status.plan.route != null && !draft.isOver(StepName.ROUTE)) {
            return new RouteOrder(view.model().getSpec().route, false, true);
        }
        String message = "nothing was changed; the steps say what would have come of it";
        draft.phase(Phase.RecordedOnly, Reason.DryRun, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.DryRun, message);
        return null;
    }

    public static void after(StatusDraft draft, RollbackOutcome outcome) {
        boolean possible = outcome.kind() == RollbackOutcome.Kind.Patched;
        result(
                draft,
                possible ? StepState.Done : StepState.Failed,
                possible ? Reason.DryRun : outcome.reason(),
                outcome.message());
    }

    public static void after(StatusDraft draft, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            Reason reason = outcome.reason() == Reason.FlagOff ? Reason.DryRun : outcome.reason();
            draft.step(
                    StepName.FLAG + outcome.name(), StepType.DisableFlag, outcome.state(), reason, outcome.message());
            draft.log(reason, outcome.message());
        }
    }

    public static void after(StatusDraft draft, RouteOutcome outcome) {
        Reason reason = outcome.reason() == Reason.RouteSwitched ? Reason.DryRun : outcome.reason();
        draft.step(StepName.ROUTE, StepType.SwitchRoute, outcome.state(), reason, outcome.message());
        draft.log(reason, outcome.message());
    }

    private static void result(StatusDraft draft, StepState state, Reason reason, String message) {
        draft.step(StepName.ROLLBACK, StepType.Rollback, state, reason, message);
        draft.log(reason, message);
    }

    private Rehearsal() {}
}
