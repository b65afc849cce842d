package dev.lastgood.reconcile.model;

import dev.lastgood.act.workload.RecreatedConfigMap;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WatchedConfigMaps;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Looks after the ConfigMaps that rollbacks of a workload created. One is needed while a template refers to it, and while pods of
 * an older template may start. A plan that would restore it again does not need it: it would be created again.
 */
@ApplicationScoped
class RecreatedUpkeep {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** A ConfigMap that nothing refers to wakes no model when it changes. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final GatewayObserver gateways;
    private final WatchedConfigMaps configMaps;
    private final RecreatedConfigMap recreated;
    private final BackgroundThreads threads;

    RecreatedUpkeep(
            GatewayObserver gateways,
            WatchedConfigMaps configMaps,
            RecreatedConfigMap recreated,
            BackgroundThreads threads) {
        this.gateways = gateways;
        this.configMaps = configMaps;
        this.recreated = recreated;
        this.threads = threads;
    }

    /** Does what is due in a background thread; returns when to look again though nothing happens, null: never. */
    Duration settle(WorkloadKey workload, RevisionDecision decision) {
        boolean changing = decision.rollout() != Reason.RolloutComplete;
        TreeMap<String, Boolean> due = new TreeMap<>();
        configMaps.recreated(workload).forEach((name, takenOver) -> {
            boolean needed = changing || gateways.isReferenced(workload, name);
            if (takenOver || !needed) {
                due.put(name, needed);
            }
        });
        if (due.isEmpty()) {
            return null;
        }
        threads.cluster()
                .execute(
                        "settle ConfigMaps of " + workload,
                        () -> due.forEach((name, needed) -> recreated
                                .settle(workload.namespace(), name, needed)
                                .ifPresent(done -> LOG.infof("workload=%s %s", workload, done))));
        return AGAIN;
    }
}
