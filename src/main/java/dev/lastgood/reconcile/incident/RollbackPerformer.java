package dev.lastgood.reconcile.incident;

import dev.lastgood.act.workload.WorkloadRollback;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.HandBack;
import dev.lastgood.reconcile.RollbackScenes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Rolls a workload back, if it is still as it was when the rollback was decided. */
@ApplicationScoped
class RollbackPerformer implements Performer<Rollback> {

    private final GatewayObserver gateways;
    private final RollbackScenes scenes;
    private final WorkloadRollback rollback;
    private final HandBack handBack;
    private final IncidentRules rules;
    private final Patience patience = new Patience();

    RollbackPerformer(
            GatewayObserver gateways,
            RollbackScenes scenes,
            WorkloadRollback rollback,
            HandBack handBack,
            IncidentRules rules) {
        this.gateways = gateways;
        this.scenes = scenes;
        this.rollback = rollback;
        this.handBack = handBack;
        this.rules = rules;
    }

    @Override
    public Class<Rollback> kind() {
        return Rollback.class;
    }

    @Override
    public IncidentDecision perform(Rollback order, Decided decided) {
        IncidentView view = decided.view();
        RollbackOutcome outcome = rollBack(view, decided.workload(), order);
        return rules.after(view, decided.decision(), order, patience.with(order.marker(), outcome));
    }

    private RollbackOutcome rollBack(IncidentView view, WorkloadKey workload, Rollback order) {
        // Read before the check: what changes after it, the patch's own tests find.
        Optional<DeclaredGateway> seen = gateways.declared(workload);
        if (!isAsSeen(view, workload)) {
            return RollbackOutcome.changed("the workload was changed since it was looked at");
        }
        if (seen.isEmpty()) {
            return RollbackOutcome.changed("the workload is gone");
        }
        Optional<WorkloadRollback.Scene> scene =
                scenes.of(order, seen.get(), view.gateway().revisions());
        if (scene.isEmpty()) {
            return RollbackOutcome.refused(
                    Reason.TargetNotFound,
                    "the data of " + order.to().name() + " or of "
                            + order.from().name() + " do not exist any more");
        }
        RollbackOutcome outcome = rollback.perform(order, scene.get());
        if (outcome.kind() == RollbackOutcome.Kind.Patched && !order.isDryRun()) {
            handBack.begin(workload, order.marker(), scene.get().to());
        }
        return outcome;
    }

    /**
     * Another incident may have rolled the workload back between the look and the lock; a patch that tests for its result
     * would restore the same once more.
     */
    private boolean isAsSeen(IncidentView view, WorkloadKey workload) {
        return gateways.marker(workload).equals(Optional.ofNullable(view.marker()))
                && gateways.view(workload)
                        .map(g -> g.live().hash())
                        .equals(Optional.of(view.gateway().live().hash()));
    }
}
