package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.KinshipObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
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
    private final KinshipObserver kinships;
    private final QuarantineUpkeep quarantine;
    private final RevisionSweep sweep;
    private final WorkloadLocks locks;
    private final Wakeups wakeups;
    private final RevisionRules rules;

    RevisionKeeping(
            GatewayObserver gateways,
            RevisionStore store,
            RevisionBodies bodies,
            KinshipObserver kinships,
            QuarantineUpkeep quarantine,
            RevisionSweep sweep,
            WorkloadLocks locks,
            Wakeups wakeups,
            Clock clock) {
        this.gateways = gateways;
        this.store = store;
        this.bodies = bodies;
        this.kinships = kinships;
        this.quarantine = quarantine;
        this.sweep = sweep;
        this.locks = locks;
        this.wakeups = wakeups;
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
        return gateways.view(workload).map(view -> compared(workload, view)).map(rules::decide);
    }

    private GatewayView compared(WorkloadKey workload, GatewayView view) {
        GatewayView compared = gateways.declared(workload)
                .map(seen -> kinships.compared(
                        workload.namespace(), view, seen.settings().noise()))
                .orElse(view);
        if (!compared.kin().equals(view.kin())) {
            wakeups.wake(workload); // an incident may find that its suspect is back
        }
        return compared;
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
