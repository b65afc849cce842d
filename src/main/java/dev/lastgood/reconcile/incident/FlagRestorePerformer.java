package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts a feature flag back as it was before Lastgood switched it off. */
@ApplicationScoped
class FlagRestorePerformer implements Performer<FlagRestore> {

    private final FlagSwitching flags;
    private final IncidentRules rules;

    FlagRestorePerformer(FlagSwitching flags, IncidentRules rules) {
        this.flags = flags;
        this.rules = rules;
    }

    @Override
    public Class<FlagRestore> kind() {
        return FlagRestore.class;
    }

    @Override
    public IncidentDecision perform(FlagRestore order, Decided decided) {
        FlagOutcome outcome = flags.restore(decided.namespace(), order.flag(), order.record());
        return rules.after(decided.view(), decided.decision(), order, outcome);
    }
}
