package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.FlagCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks whether feature flags that Lastgood switched off still are off. */
@ApplicationScoped
class FlagCheckPerformer implements Performer<FlagCheck> {

    private final FlagSwitching flags;
    private final IncidentRules rules;

    FlagCheckPerformer(FlagSwitching flags, IncidentRules rules) {
        this.flags = flags;
        this.rules = rules;
    }

    @Override
    public Class<FlagCheck> kind() {
        return FlagCheck.class;
    }

    @Override
    public IncidentDecision perform(FlagCheck order, Decided decided) {
        return rules.after(decided.view(), decided.decision(), order, flags.look(decided.namespace(), order.flags()));
    }
}
