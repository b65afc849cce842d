package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Route;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;

/** The rung below the flags: the route leads to what answers without the model. */
public final class RouteRung {

    /** Returns what to do with the route next, null: nothing, see {@link #isSwitched}. */
    static ClusterAction next(IncidentView view, StatusDraft draft) {
        Route route = view.model().getSpec().route;
        if (route == null || draft.isOver(StepName.ROUTE)) {
            return null;
        }
        return new RouteOrder(route, draft.step(StepName.ROUTE).isEmpty(), false);
    }

    static boolean isSwitched(StatusDraft draft) {
        return draft.is(StepName.ROUTE, StepState.Done);
    }

    /** What became of it, for the end of a sentence; empty where there is no route. */
    static String words(StatusDraft draft) {
        return draft.step(StepName.ROUTE).map(s -> "; " + s.message).orElse("");
    }

    public static void record(IncidentView view, StatusDraft draft, RouteOutcome outcome) {
        // Found switched after it was looked at: a crash came between our own write and its result.
        boolean ours = outcome.reason() == Reason.RouteAlreadySwitched && draft.is(StepName.ROUTE, StepState.Running);
        Reason reason = ours ? Reason.RouteSwitched : outcome.reason();
        draft.step(StepName.ROUTE, StepType.SwitchRoute, outcome.state(), reason, outcome.message());
        if (outcome.after() != null) {
            RouteRecord kept = draft.status.route;
            boolean switchedBefore = kept != null
                    && outcome.after().equals(outcome.before())
                    && outcome.after().equals(kept.after);
            if (!switchedBefore) {
                RouteRecord record = new RouteRecord();
                record.name = view.model().getSpec().route.httpRouteRef.name;
                record.before = outcome.before();
                record.after = outcome.after();
                draft.status.route = record;
            }
        }
        if (outcome.state() == StepState.Running) {
            return;
        }
        draft.log(reason, outcome.message());
        if (outcome.state() == StepState.Done && draft.status.times.stabilized == null) {
            draft.times().stabilized = draft.now().toString();
        }
    }

    private RouteRung() {}
}
