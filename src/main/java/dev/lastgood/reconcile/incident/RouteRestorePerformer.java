package dev.lastgood.reconcile.incident;

import dev.lastgood.act.route.RouteSwitch;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.action.RouteRestore;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts a route back as it was before Lastgood switched it. */
@ApplicationScoped
class RouteRestorePerformer implements Performer<RouteRestore> {

    private final RouteSwitch routes;
    private final IncidentRules rules;

    RouteRestorePerformer(RouteSwitch routes, IncidentRules rules) {
        this.routes = routes;
        this.rules = rules;
    }

    @Override
    public Class<RouteRestore> kind() {
        return RouteRestore.class;
    }

    @Override
    public IncidentDecision perform(RouteRestore order, Decided decided) {
        RouteOutcome outcome = routes.restore(decided.namespace(), order.record());
        return rules.after(decided.view(), decided.decision(), order, outcome);
    }
}
