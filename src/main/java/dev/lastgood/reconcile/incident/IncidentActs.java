package dev.lastgood.reconcile.incident;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.flag.FlagSwitch;
import dev.lastgood.act.flag.SwitchOutcome;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.act.route.RouteSwitch;
import dev.lastgood.act.workload.Ownership;
import dev.lastgood.act.workload.StuckPodDeleter;
import dev.lastgood.act.workload.WorkloadRollback;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagCheck;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteRestore;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.WorkloadLocks;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Carries out what was decided for an incident, and has the rules say what holds afterwards. */
@ApplicationScoped
public class IncidentActs {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final GatewayObserver gateways;
    private final RevisionBodies bodies;
    private final WorkloadRollback rollback;
    private final StuckPodDeleter stuckPods;
    private final FlagSwitch flags;
    private final RouteSwitch routes;
    private final RevisionStore store;
    private final Ownership ownership;
    private final WorkloadLocks locks;
    private final BackgroundThreads threads;
    private final Patience patience = new Patience();

    public IncidentActs(
            GatewayObserver gateways,
            RevisionBodies bodies,
            WorkloadRollback rollback,
            StuckPodDeleter stuckPods,
            FlagSwitch flags,
            RouteSwitch routes,
            RevisionStore store,
            Ownership ownership,
            WorkloadLocks locks,
            BackgroundThreads threads) {
        this.gateways = gateways;
        this.bodies = bodies;
        this.rollback = rollback;
        this.stuckPods = stuckPods;
        this.flags = flags;
        this.routes = routes;
        this.store = store;
        this.ownership = ownership;
        this.locks = locks;
        this.threads = threads;
    }

    IncidentDecision carryOut(IncidentView view, IncidentRules rules, IncidentDecision decision) {
        ClusterAction action = decision.action();
        if (action == null) {
            return decision;
        }
        WorkloadKey workload = WorkloadKey.of(view.model());
        List<IncidentDecision> after = new ArrayList<>();
        boolean free = locks.during(workload, () -> {
            after.add(carryOut(view, rules, decision, action, workload));
            return true;
        });
        return free ? after.get(0) : lookAgain(view);
    }

    private IncidentDecision carryOut(
            IncidentView view,
            IncidentRules rules,
            IncidentDecision decision,
            ClusterAction action,
            WorkloadKey workload) {
        if (action instanceof Rollback order) {
            return rules.after(view, decision, order, patience.with(order.marker(), rollBack(view, workload, order)));
        }
        if (action instanceof StuckPodDeletion order) {
            return rules.after(view, decision, stuckPods.delete(workload.namespace(), order));
        }
        if (action instanceof FlagOrder order) {
            return rules.after(view, decision, switchOff(workload.namespace(), order));
        }
        if (action instanceof FlagCheck check) {
            FlagOrder look = new FlagOrder(check.flags(), true, false);
            return rules.after(view, decision, check, switchOff(workload.namespace(), look));
        }
        if (action instanceof FlagRestore order) {
            FlagRecord kept = order.record();
            SwitchOutcome back = flags.restore(workload.namespace(), order.flag(), kept.before, kept.after);
            StepState state = back.off() ? StepState.Done : StepState.Failed;
            return rules.after(view, decision, order, outcome(order.flag(), state, back));
        }
        if (action instanceof RouteOrder order) {
            RouteSwitch by = order.dryRun() ? routes.rehearsing() : routes;
            return rules.after(
                    view,
                    decision,
                    order,
                    order.look()
                            ? by.look(workload.namespace(), order.route())
                            : by.switchOver(workload.namespace(), order.route()));
        }
        if (action instanceof RouteRestore order) {
            return rules.after(view, decision, order, routes.restore(workload.namespace(), order.record()));
        }
        RevisionMark mark = (RevisionMark) action;
        store.mark(workload.namespace(), mark.before(), mark.after());
        return lookAgain(view);
    }

    /** Nothing is written: what was seen is no longer so. */
    private static IncidentDecision lookAgain(IncidentView view) {
        return new IncidentDecision(view.incident().getStatus(), null, List.of(), LOOK_AGAIN);
    }

    private RollbackOutcome rollBack(IncidentView view, WorkloadKey workload, Rollback order) {
        // Read before the check: what changes after it, the patch's own tests find.
        Optional<DeclaredGateway> seen = gateways.declared(workload);
        if (!isAsSeen(view, workload)) {
            return RollbackOutcome.changed("the workload was changed since it was looked at");
        }
        Optional<JsonNode> from = bodies.of(workload.namespace(), order.from().name());
        Optional<JsonNode> to = bodies.of(workload.namespace(), order.to().name());
        if (seen.isEmpty()) {
            return RollbackOutcome.changed("the workload is gone");
        }
        if (from.isEmpty() || to.isEmpty()) {
            return RollbackOutcome.refused(
                    Reason.TargetNotFound,
                    "the data of "
                            + (to.isEmpty() ? order.to().name() : order.from().name()) + " are gone");
        }
        RollbackOutcome outcome = rollback.perform(
                order,
                new WorkloadRollback.Scene(
                        seen.get().workload(),
                        from.get(),
                        to.get(),
                        seen.get().settings().ignoredAnnotations(),
                        seen.get().settings().sharedConfigMaps(),
                        seen.get().settings().configReload()));
        if (outcome.kind() == RollbackOutcome.Kind.Patched && !order.isDryRun()) {
            handBack(workload, order.marker(), to.get());
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

    /** Once more when the restored revision serves: a crash may have come between the patch and the first time. */
    void afterMitigation(IncidentView view) {
        if (view.model() == null || view.marker() == null) {
            return;
        }
        WorkloadKey workload = WorkloadKey.of(view.model());
        bodies.of(workload.namespace(), view.marker().to()).ifPresent(to -> handBack(workload, view.marker(), to));
    }

    private void handBack(WorkloadKey workload, RollbackMarker marker, JsonNode to) {
        threads.cluster().execute("hand " + workload + " back to its appliers", () -> {
            if (!ownership.handBack(workload.kind(), workload.namespace(), workload.name(), marker.toString(), to)) {
                LOG.warnf("workload=%s its template could not be handed back, it changed at each try", workload);
            }
        });
    }

    private List<FlagOutcome> switchOff(String namespace, FlagOrder order) {
        List<FlagOutcome> outcomes = new ArrayList<>();
        FlagSwitch by = order.dryRun() ? flags.rehearsing() : flags;
        for (Flag flag : order.flags()) {
            SwitchOutcome outcome = order.look() ? flags.look(namespace, flag) : by.switchOff(namespace, flag);
            outcomes.add(outcome(flag, state(order, outcome), outcome));
        }
        return outcomes;
    }

    private static FlagOutcome outcome(Flag flag, StepState state, SwitchOutcome outcome) {
        return new FlagOutcome(
                flag.name,
                state,
                outcome.reason(),
                outcome.message(),
                outcome.before(),
                outcome.after(),
                outcome.content());
    }

    private static StepState state(FlagOrder order, SwitchOutcome outcome) {
        if (outcome.off()) {
            return StepState.Done;
        }
        if (outcome.reason() != Reason.FlagOff) {
            return StepState.Failed;
        }
        return order.look() ? StepState.Running : StepState.Done;
    }
}
