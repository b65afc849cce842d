package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.WorkloadLocks;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Carries out what was decided for an incident, one change of a workload at a time. */
@ApplicationScoped
public class IncidentActs {

    private final WorkloadLocks locks;
    private final Map<Class<?>, Performer<?>> performers;

    IncidentActs(WorkloadLocks locks, @All List<Performer<?>> performers) {
        this.locks = locks;
        this.performers = performers.stream().collect(Collectors.toMap(Performer::kind, Function.identity()));
    }

    /** Returns what holds once the decision's action, if there is one, was carried out. */
    IncidentDecision carryOut(IncidentView view, IncidentDecision decision) {
        ClusterAction action = decision.action();
        if (action == null) {
            return decision;
        }
        Decided decided = new Decided(view, WorkloadKey.of(view.model()), decision);
        Optional<IncidentDecision> after = locks.during(decided.workload(), () -> perform(action, decided));
        return after.orElseGet(decided::lookAgain);
    }

    @SuppressWarnings("unchecked") // by its kind
    private <A extends ClusterAction> IncidentDecision perform(A action, Decided decided) {
        return ((Performer<A>) performers.get(action.getClass())).perform(action, decided);
    }
}
