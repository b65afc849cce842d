package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.WorkloadLocks;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Keeps the revisions of a workload: takes snapshots, lets revisions earn Good, and drops old ones. */
@ApplicationScoped
class RevisionKeeping {

    /** Pods that start by themselves are no event of their own. */
    private static final Duration PODS_RECHECK = Duration.ofSeconds(10);

    private final GatewayObserver gateways;
    private final RevisionStore store;
    private final RevisionBodies bodies;
    private final QuarantineUpkeep quarantine;
    private final RevisionSweep sweep;
    private final WorkloadLocks locks;
    private final RevisionRules rules;

    RevisionKeeping(
            GatewayObserver gateways,
            RevisionStore store,
            RevisionBodies bodies,
            QuarantineUpkeep quarantine,
            RevisionSweep sweep,
            WorkloadLocks locks,
            Clock clock) {
        this.gateways = gateways;
        this.store = store;
        this.bodies = bodies;
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
        return gateways.view(workload).map(rules::decide);
    }

    /** Records what was decided. Returns false, and is to be repeated, if something was changed since. */
    boolean remember(WorkloadKey workload, RevisionDecision decision) {
        boolean asSeen =
                locks.during(workload, () -> carryOut(workload, decision)).orElse(false);
        if (asSeen) {
            prepare(workload, decision);
        }
        return asSeen;
    }

    /** Returns when to look again though nothing happens, null: never. */
    Duration recheck(RevisionDecision decision) {
        boolean podsMayRestart = decision.recheck() == null && decision.rollout() == Reason.ConfigurationNotPickedUp;
        return podsMayRestart ? PODS_RECHECK : decision.recheck();
    }

    private boolean carryOut(WorkloadKey workload, RevisionDecision decision) {
        boolean asSeen = quarantine.complete(workload);
        if (decision.snapshot() != null) {
            asSeen &= take(workload, decision.snapshot());
        }
        for (Revision mark : decision.marks()) {
            asSeen &= mark(workload, mark);
        }
        for (Revision removal : decision.removals()) {
            store.remove(workload.namespace(), removal.name());
        }
        quarantine.narrow(workload, decision.declared());
        return asSeen;
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
