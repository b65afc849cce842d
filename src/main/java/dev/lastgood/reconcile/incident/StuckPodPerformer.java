package dev.lastgood.reconcile.incident;

import dev.lastgood.act.workload.StuckPodDeleter;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.StuckPodDeletion;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes the pods that block a StatefulSet's rollout. */
@ApplicationScoped
class StuckPodPerformer implements Performer<StuckPodDeletion> {

    private final StuckPodDeleter stuckPods;
    private final IncidentRules rules;

    StuckPodPerformer(StuckPodDeleter stuckPods, IncidentRules rules) {
        this.stuckPods = stuckPods;
        this.rules = rules;
    }

    @Override
    public Class<StuckPodDeletion> kind() {
        return StuckPodDeletion.class;
    }

    @Override
    public IncidentDecision perform(StuckPodDeletion order, Decided decided) {
        return rules.after(decided.view(), decided.decision(), stuckPods.delete(decided.namespace(), order));
    }
}
