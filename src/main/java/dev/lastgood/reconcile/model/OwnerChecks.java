package dev.lastgood.reconcile.model;

import dev.lastgood.decide.workload.OwnerChain;
import dev.lastgood.lib.Spread;
import dev.lastgood.observe.kube.OwnerMemory;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Has the owners of a workload read in the background: when a controller owns it, and again at long intervals. */
@ApplicationScoped
class OwnerChecks {

    /** An owner can get an owner without an event that says so. */
    private static final Duration AGAIN = Duration.ofHours(1);

    /** A right may have been granted, or the API server may answer again. */
    private static final Duration SOONER = Duration.ofMinutes(10);

    /**
     * @param owner uid of the workload's own owner
     * @param next when to read; null while it is being read
     */
    private record State(String owner, Instant next) implements DueQuestion.Known<State> {
        @Override
        public State askingAgain(Instant at) {
            return new State(owner, at);
        }
    }

    private final OwnerMemory owners;
    private final DueQuestion questions;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Map<WorkloadKey, State> known = new ConcurrentHashMap<>();

    OwnerChecks(OwnerMemory owners, WatchedModels models, BackgroundThreads threads, Wakeups wakeups, Clock clock) {
        this.owners = owners;
        this.questions = new DueQuestion(threads, clock);
        this.wakeups = wakeups;
        this.clock = clock;
        models.onChange(
                model -> known.keySet().removeIf(workload -> models.of(workload).isEmpty()));
    }

    /** Has the owners read if that is due; returns when it will be due, null while they are read or if there are none. */
    Duration readWhenDue(WorkloadKey workload) {
        Optional<String> owner = owners.ownerOf(workload);
        if (owner.isEmpty()) {
            known.remove(workload);
            return null;
        }
        State state = known.compute(
                workload,
                (key, before) -> before != null && before.owner().equals(owner.get())
                        ? before
                        : new State(owner.get(), clock.instant()));
        return questions.askWhenDue(
                state, asking -> known.put(workload, asking), "read the owners of " + workload, () -> read(workload));
    }

    private void read(WorkloadKey workload) {
        boolean whole = false;
        try {
            whole = owners.read(workload)
                    .filter(chain -> chain.end() == OwnerChain.End.Top)
                    .isPresent();
        } finally {
            Instant now = clock.instant();
            Instant next = whole ? Spread.of(workload.toString()).next(now, AGAIN) : now.plus(SOONER);
            known.computeIfPresent(workload, (key, state) -> state.isBeingAsked() ? state.askingAgain(next) : state);
            wakeups.wake(workload);
        }
    }
}
