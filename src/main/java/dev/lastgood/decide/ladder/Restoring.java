package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.action.RouteRestore;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import java.util.Objects;
import java.util.Optional;

/**
 * What an incident switched is put back before it ends, one thing at a time and each only where it is still as it was
 * left. Whatever cannot be put back is said and keeps nothing from ending.
 */
public final class Restoring {

    private static final String FLAG = "restore/flag/";
    private static final String ROUTE = "restore/route";

    /** Returns what to put back next, null: nothing is left. */
    static ClusterAction next(IncidentView view, StatusDraft draft) {
        for (FlagRecord record : draft.status.flags) {
            if (draft.isOver(FLAG + record.name) || Objects.equals(record.before, record.after)) {
                continue;
            }
            String other = view.others().switched().get(StepName.FLAG + record.name);
            if (other != null) {
                record(
                        draft,
                        FLAG + record.name,
                        StepState.Failed,
                        Reason.NeededByOther,
                        "flag " + record.name + " stays off: incident " + other
                                + " needs it off, put it back by hand after it");
                continue;
            }
            Optional<Flag> flag = view.model() == null
                    ? Optional.empty()
                    : view.model().getSpec().flags.stream()
                            .filter(f -> f.name.equals(record.name))
                            .findFirst();
            if (flag.isPresent()) {
                return new FlagRestore(flag.get(), record);
            }
            record(
                    draft,
                    FLAG + record.name,
                    StepState.Failed,
                    view.model() == null ? Reason.ModelNotFound : Reason.FlagNotFound,
                    "flag " + record.name + " stays off: "
                            + (view.model() == null
                                    ? "the ModelDeployment is gone, which said where it is"
                                    : "the ModelDeployment has no such flag any more"));
        }
        RouteRecord route = draft.status.route;
        if (route == null || draft.isOver(ROUTE) || Objects.equals(route.before, route.after)) {
            return null;
        }
        String other = view.others().switched().get(StepName.ROUTE);
        if (other != null) {
            record(
                    draft,
                    ROUTE,
                    StepState.Failed,
                    Reason.NeededByOther,
                    "HTTPRoute " + route.name + " stays switched: incident " + other
                            + " needs it so, put it back by hand after it");
            return null;
        }
        if (view.model() == null) {
            record(
                    draft,
                    ROUTE,
                    StepState.Failed,
                    Reason.ModelNotFound,
                    "HTTPRoute " + route.name + " stays switched: the ModelDeployment is gone");
            return null;
        }
        return new RouteRestore(route);
    }

    public static void record(StatusDraft draft, FlagOutcome outcome) {
        record(draft, FLAG + outcome.name(), outcome.state(), outcome.reason(), outcome.message());
    }

    public static void record(StatusDraft draft, RouteOutcome outcome) {
        record(draft, ROUTE, outcome.state(), outcome.reason(), outcome.message());
    }

    private static void record(StatusDraft draft, String step, StepState state, Reason reason, String message) {
        draft.step(step, StepType.Restore, state, reason, message);
        draft.log(reason, message);
        String relief = draft.reasonOf(ConditionType.Stabilized);
        boolean byThis = Reason.FlagsDisabled.name().equals(relief)
                || Reason.RouteSwitched.name().equals(relief);
        if (byThis && state == StepState.Done) {
            draft.condition(
                    ConditionType.Stabilized, Conditions.FALSE, reason, "put back as the resolution asks: " + message);
        }
    }

    private Restoring() {}
}
