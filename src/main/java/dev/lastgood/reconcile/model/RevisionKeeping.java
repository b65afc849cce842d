package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.KinshipObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.WorkloadLocks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Keeps the revisions of a workload: takes snapshots, lets revisions earn Good, and drops old ones. */
@ApplicationScoped
class RevisionKeeping {

    /** Pods that start by themselves are no event of their own. */
    private static final Duration PODS_RECHECK = Duration.ofSeconds(10);

    private final GatewayObserver gateways;
    private final RevisionStore store;
    private final RevisionBodies bodies;
    private final KinshipObserver kinships;
    private final QuarantineUpkeep quarantine;
    private final RevisionSweep sweep;
    private final WorkloadLocks locks;
    private final RevisionRules rules;

    RevisionKeeping(
            GatewayObserver gateways,
            RevisionStore store,
            RevisionBodies bodies,
            KinshipObserver kinships,
            QuarantineUpkeep quarantine,
            RevisionSweep sweep,
            WorkloadLocks locks,
            Clock clock) {
        this.gateways = gateways;
        this.store = store;
        this.bodies = bodies;
        this.kinships = kinships;
        this.quarantine = quarantine;
        this.sweep = sweep;
        this.locks = locks;
        this.rules = new RevisionRules(clock);
    }

    /** Removes revisions that have had no owner for a day, beside the reconcile and at most once an hour. */
    void sweepWhenDue() {
        sweep.whenDue();
    }

    /** True during a rollback, which needs the processor more; what is seen now is outdated in a moment, too. */
    boolean isBusy(WorkloadKey workload) {
        return locks.isHeld(workload);
    }

    /** Decides what is to be remembered of the workload; empty if the workload is missing. */
    Optional<RevisionDecision> decide(WorkloadKey workload) {
        return gateways.view(workload)
                .map(view -> gateways.declared(workload)
                        .map(seen -> kinships.compared(
                                workload.namespace(), view, seen.settings().noise()))
                        .orElse(view))
                .map(rules::decide);
    }

    /**
     * Records what was decided.
     *
     * @return what holds now: the decision, without its snapshot if the API server refuses to store it; empty, and to be
     *     repeated, if something was changed since
     */
    Optional<RevisionDecision> remember(WorkloadKey workload, RevisionDecision decision) {
        Optional<RevisionDecision> held =
                locks.during(workload, () -> carryOut(workload, decision)).flatMap(Function.identity());
        held.ifPresent(h -> prepare(workload, h));
        return held;
    }

    /** Returns when to look again though nothing happens, null: never. */
    Duration recheck(RevisionDecision decision) {
        boolean podsMayRestart = decision.recheck() == null && decision.rollout() == Reason.ConfigurationNotPickedUp;
        return podsMayRestart ? PODS_RECHECK : decision.recheck();
    }

    private Optional<RevisionDecision> carryOut(WorkloadKey workload, RevisionDecision decision) {
        boolean asSeen = quarantine.complete(workload);
        RevisionDecision held = decision;
        if (decision.snapshot() != null) {
            try {
                asSeen &= take(workload, decision.snapshot());
            } catch (KubernetesClientException e) {
                held = decision.withoutSnapshot(refusal(e));
            }
        }
        for (Revision mark : held.marks()) {
            asSeen &= mark(workload, mark);
        }
        for (Revision removal : held.removals()) {
            store.remove(workload.namespace(), removal.name());
        }
        quarantine.narrow(workload, held.declared());
        return asSeen ? Optional.of(held) : Optional.empty();
    }

    /** Returns why the API server does not store a revision; throws what may be gone at the next try. */
    private static String refusal(KubernetesClientException e) {
        return switch (ApiRefusal.of(e)) {
            case RightMissing, QuotaExceeded, Denied, Malformed, Invalid, TooLarge -> ApiRefusal.words(e);
            default -> throw e;
        };
    }

    private boolean take(WorkloadKey workload, Revision snapshot) {
        return gateways.declared(workload)
                .map(seen -> store.take(
                        seen.workload(),
                        snapshot,
                        gateways.configMapNames(seen),
                        seen.settings().noise()))
                .orElse(false);
    }

    private boolean mark(WorkloadKey workload, Revision mark) {
        return gateways.revision(workload, mark.name())
                .map(before -> store.mark(workload.namespace(), before, mark))
                .orElse(false);
    }

    /** Has what a rollback needs in memory before it is needed. */
    private void prepare(WorkloadKey workload, RevisionDecision decision) {
        if (decision.serving() != null) {
            bodies.prepare(workload.namespace(), decision.serving().name());
        }
        if (decision.lastGood() != null) {
            bodies.prepare(workload.namespace(), decision.lastGood().name());
        }
    }
}
