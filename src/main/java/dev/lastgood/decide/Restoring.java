package dev.lastgood.decide;

import dev.lastgood.api.Flag;
import dev.lastgood.api.FlagRecord;
import dev.lastgood.api.Reason;
import dev.lastgood.api.RouteRecord;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.util.Objects;
import java.util.Optional;

/**
 * What an incident switched is put back before it ends, one thing at a time and each only where it is still as it was
 * left. Whatever cannot be put back is said and keeps nothing from ending.
 */
final class Restoring {

    private static final String FLAG = "restore/flag/";
    private static final String ROUTE = "restore/route";

    /** Returns what to put back next, null: nothing is left. */
    static ClusterAction next(IncidentView view, Chronicle chronicle) {
        for (FlagRecord record : chronicle.status.flags) {
            if (chronicle.isOver(FLAG + record.name) || Objects.equals(record.before, record.after)) {
                continue;
            }
            String other = view.switchedByOthers().get(FlagRung.STEP + record.name);
            if (other != null) {
                record(
                        chronicle,
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
                    chronicle,
                    FLAG + record.name,
                    StepState.Failed,
                    view.model() == null ? Reason.ModelNotFound : Reason.FlagNotFound,
                    "flag " + record.name + " stays off: "
                            + (view.model() == null
                                    ? "the ModelDeployment is gone, which said where it is"
                                    : "the ModelDeployment has no such flag any more"));
        }
        RouteRecord route = chronicle.status.route;
        if (route == null || chronicle.isOver(ROUTE) || Objects.equals(route.before, route.after)) {
            return null;
        }
        String other = view.switchedByOthers().get(RouteRung.STEP);
        if (other != null) {
            record(
                    chronicle,
                    ROUTE,
                    StepState.Failed,
                    Reason.NeededByOther,
                    "HTTPRoute " + route.name + " stays switched: incident " + other
                            + " needs it so, put it back by hand after it");
            return null;
        }
        if (view.model() == null) {
            record(
                    chronicle,
                    ROUTE,
                    StepState.Failed,
                    Reason.ModelNotFound,
                    "HTTPRoute " + route.name + " stays switched: the ModelDeployment is gone");
            return null;
        }
        return new RouteRestore(route);
    }

    static void record(Chronicle chronicle, FlagOutcome outcome) {
        record(chronicle, FLAG + outcome.name(), outcome.state(), outcome.reason(), outcome.message());
    }

    static void record(Chronicle chronicle, RouteOutcome outcome) {
        record(chronicle, ROUTE, outcome.state(), outcome.reason(), outcome.message());
    }

    private static void record(Chronicle chronicle, String step, StepState state, Reason reason, String message) {
        chronicle.step(step, StepType.Restore, state, reason, message);
        chronicle.log(reason, message);
    }

    private Restoring() {}
}
