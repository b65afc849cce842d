package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.decide.workload.LearnedNoise;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.KinshipMemory;
import dev.lastgood.observe.kube.NoiseLearning;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.WorkloadLocks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps the revisions of a workload: takes snapshots, lets revisions earn Good, and drops old ones. */
@ApplicationScoped
class RevisionKeeping {

    /** Pods that start by themselves are no event of their own. */
    private static final Duration PODS_RECHECK = Duration.ofSeconds(10);

    private final GatewayObserver gateways;
    private final RevisionStore store;
    private final RevisionBodies bodies;
    private final KinshipMemory kinshipMemory;
    private final QuarantineUpkeep quarantine;
    private final RevisionSweep sweep;
    private final NoiseLearning learning;
    private final WorkloadLocks locks;
    private final Wakeups wakeups;
    private final RevisionRules rules;

    RevisionKeeping(
            GatewayObserver gateways,
            RevisionStore store,
            RevisionBodies bodies,
            KinshipMemory kinshipMemory,
            QuarantineUpkeep quarantine,
            RevisionSweep sweep,
            NoiseLearning learning,
            WorkloadLocks locks,
            Wakeups wakeups,
            Clock clock) {
        this.gateways = gateways;
        this.store = store;
        this.bodies = bodies;
        this.kinshipMemory = kinshipMemory;
        this.quarantine = quarantine;
        this.sweep = sweep;
        this.learning = learning;
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
                .map(seen -> kinshipMemory.compared(
                        workload.namespace(), view, seen.settings().noise()))
                .orElse(view);
        if (!compared.kin().equals(view.kin())) {
            wakeups.wake(workload); // an incident may find that its suspect is back
        }
        return compared;
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
        return held.filter(h -> h.snapshot() == null || !hasLearned(workload, h));
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
        for (Revision revision : held.revisions()) {
            asSeen &= index(workload, revision);
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
        if (gateways.isUnreadable(workload, snapshot.name())) {
            // Otherwise it would count as recorded and as unknown at once, and never earn Good.
            store.remove(workload.namespace(), snapshot.name());
        }
        return gateways.declared(workload)
                .map(seen -> store.take(seen.workload(), snapshot, gateways.configMapNames(seen), seen.noise()))
                .orElse(false);
    }

    private boolean mark(WorkloadKey workload, Revision mark) {
        Optional<Revision> before = gateways.revision(workload, mark.name());
        if (before.isEmpty()) {
            return false;
        }
        Map<String, String> added = new TreeMap<>(mark.content().configuration().digests());
        added.keySet().removeAll(recorded(workload, before.get()).names());
        if (!added.isEmpty()) {
            if (!store.complete(workload.namespace(), mark, added)) {
                return false;
            }
            bodies.forget(workload.namespace(), mark.name());
        }
        return store.mark(workload.namespace(), before.get(), mark);
    }

    private Configuration recorded(WorkloadKey workload, Revision before) {
        Configuration recorded = before.content().configuration();
        return recorded == null
                ? bodies.of(workload.namespace(), before.name())
                        .map(Configuration::of)
                        .orElse(Configuration.UNKNOWN)
                : recorded;
    }

    /** After what counts has changed: what a revision is now is written down, so that its body is not read again. */
    private boolean index(WorkloadKey workload, Revision revision) {
        return gateways.revision(workload, revision.name())
                .filter(recorded -> !revision.content()
                        .projection()
                        .equals(recorded.content().projection()))
                .map(recorded -> store.mark(workload.namespace(), recorded, recorded.with(revision.content())))
                .orElse(true);
    }

    /** Learns from the change that was just recorded. Returns whether that changes what counts. */
    private boolean hasLearned(WorkloadKey workload, RevisionDecision decision) {
        Optional<DeclaredGateway> declared = gateways.declared(workload);
        if (declared.isEmpty()) {
            return false;
        }
        LearnedNoise before = declared.get().noise().learned();
        LearnedNoise after = before.and(learning.of(declared.get(), decision.revisions()));
        if (!after.equals(LearnedNoise.NONE)) {
            store.learned(workload.namespace(), decision.snapshot().name(), after);
        }
        return !after.equals(before);
    }

    /** Has what a rollback needs in memory before it is needed, and stores again what someone deleted and is still live. */
    private void prepare(WorkloadKey workload, RevisionDecision decision) {
        Set<String> missing = Stream.of(decision.serving(), decision.lastGood())
                .filter(Objects::nonNull)
                .flatMap(revision -> bodies.prepare(workload.namespace(), revision.name()).stream())
                .collect(Collectors.toSet());
        if (!missing.isEmpty() && decision.declared() != null) {
            store.replenish(workload.namespace(), decision.declared().content().configuration(), missing);
        }
    }
}
