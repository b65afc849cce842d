package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Switches feature flags off, or looks what is to be switched. */
@ApplicationScoped
class FlagPerformer implements Performer<FlagOrder> {

    private final FlagSwitching flags;
    private final IncidentRules rules;

    FlagPerformer(FlagSwitching flags, IncidentRules rules) {
        this.flags = flags;
        this.rules = rules;
    }

    @Override
    public Class<FlagOrder> kind() {
        return FlagOrder.class;
    }

    @Override
    public IncidentDecision perform(FlagOrder order, Decided decided) {
        List<FlagOutcome> outcomes = order.look()
                ? flags.look(decided.namespace(), order.flags())
                : flags.switchOff(decided.namespace(), order.flags(), order.dryRun());
        return rules.after(decided.view(), decided.decision(), outcomes);
    }
}
