package dev.lastgood.decide;

import dev.lastgood.api.Reason;
import dev.lastgood.api.Route;
import dev.lastgood.api.RouteRecord;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;

/** The rung below the flags: the route leads to what answers without the model. */
final class RouteRung {

    static final String STEP = "route";

    /** Returns what to do with the route next, null: nothing, see {@link #isSwitched}. */
    static ClusterAction next(IncidentView view, Chronicle chronicle) {
        Route route = view.model().getSpec().route;
        if (route == null || chronicle.isOver(STEP)) {
            return null;
        }
        return new RouteOrder(route, chronicle.step(STEP).isEmpty(), false);
    }

    static boolean isSwitched(Chronicle chronicle) {
        return chronicle.is(STEP, StepState.Done);
    }

    /** What became of it, for the end of a sentence; empty where there is no route. */
    static String words(Chronicle chronicle) {
        return chronicle.step(STEP).map(s -> "; " + s.message).orElse("");
    }

    static void record(IncidentView view, Chronicle chronicle, RouteOutcome outcome) {
        // Found switched after it was looked at: a crash came between our own write and its result.
        boolean ours = outcome.reason() == Reason.RouteAlreadySwitched && chronicle.is(STEP, StepState.Running);
        Reason reason = ours ? Reason.RouteSwitched : outcome.reason();
        chronicle.step(STEP, StepType.SwitchRoute, outcome.state(), reason, outcome.message());
        if (outcome.after() != null) {
            RouteRecord kept = chronicle.status.route;
            boolean switchedBefore = kept != null
                    && outcome.after().equals(outcome.before())
                    && outcome.after().equals(kept.after);
            if (!switchedBefore) {
                RouteRecord record = new RouteRecord();
                record.name = view.model().getSpec().route.httpRouteRef.name;
                record.before = outcome.before();
                record.after = outcome.after();
                chronicle.status.route = record;
            }
        }
        if (outcome.state() == StepState.Running) {
            return;
        }
        chronicle.log(reason, outcome.message());
        if (outcome.state() == StepState.Done && chronicle.status.times.stabilized == null) {
            chronicle.status.times.stabilized = chronicle.now().toString();
        }
    }

    private RouteRung() {}
}
