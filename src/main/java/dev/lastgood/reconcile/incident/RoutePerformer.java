package dev.lastgood.reconcile.incident;

import dev.lastgood.act.route.RouteSwitch;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import jakarta.enterprise.context.ApplicationScoped;

/** Switches a route to its fallback, or looks what is to be switched. */
@ApplicationScoped
class RoutePerformer implements Performer<RouteOrder> {

    private final RouteSwitch routes;
    private final IncidentRules rules;

    RoutePerformer(RouteSwitch routes, IncidentRules rules) {
        this.routes = routes;
        this.rules = rules;
    }

    @Override
    public Class<RouteOrder> kind() {
        return RouteOrder.class;
    }

    @Override
    public IncidentDecision perform(RouteOrder order, Decided decided) {
        RouteSwitch by = order.dryRun() ? routes.rehearsing() : routes;
        RouteOutcome outcome = order.look()
                ? by.look(decided.namespace(), order.route())
                : by.switchOver(decided.namespace(), order.route());
        return rules.after(decided.view(), decided.decision(), order, outcome);
    }
}
