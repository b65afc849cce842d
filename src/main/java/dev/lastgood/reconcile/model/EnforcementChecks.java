package dev.lastgood.reconcile.model;

import dev.lastgood.act.quarantine.QuarantineCheck;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.lib.Delay;
import dev.lastgood.notify.telemetry.QuarantineMetrics;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Whether the API server keeps out what is quarantined: asked soon after something was, and at long intervals while
 * anything is. Beside the reconciles, which are woken by the answer.
 */
@ApplicationScoped
public class EnforcementChecks {

    /** The API server follows a new parameter after a moment. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** So often in a row it must have let it in before that is said; the pause doubles from one to the next. */
    private static final int MISSES = 3;

    /** While it is not kept out, or nothing can be said. */
    private static final Duration SOONER = Duration.ofMinutes(1);

    private final QuarantineCheck check;
    private final RevisionBodies bodies;
    private final BackgroundThreads threads;
    private final Wakeups wakeups;
    private final QuarantineMetrics metrics;
    private final Clock clock;
    private final Duration every;
    private final Map<WorkloadKey, Known> known = new ConcurrentHashMap<>();

    /**
     * What is known of one workload.
     *
     * @param keptOut names of what it is known of
     * @param misses how often in a row it would have been let in
     * @param next when to ask again, null: it is being asked
     */
    private record Known(Set<String> keptOut, Enforcement enforcement, int misses, Instant next) {}

    public EnforcementChecks(
            QuarantineCheck check,
            RevisionBodies bodies,
            WatchedModels models,
            BackgroundThreads threads,
            Wakeups wakeups,
            QuarantineMetrics metrics,
            LastgoodConfig config,
            Clock clock) {
        this.check = check;
        this.bodies = bodies;
        this.threads = threads;
        this.wakeups = wakeups;
        this.metrics = metrics;
        this.clock = clock;
        this.every = config.quarantineCheck();
        models.onChange(model -> forgetAbandoned(models));
    }

    /** What the last answers say. */
    Enforcement of(WorkloadKey workload) {
        Known now = known.get(workload);
        return now == null ? Enforcement.Unknown : now.enforcement();
    }

    /** Has the API server asked where that is due; returns when it will be due, null where no time can be said. */
    public Duration whenDue(WorkloadKey workload, List<KeptOut> keptOut) {
        if (keptOut.isEmpty() || every.isZero()) {
            forget(workload);
            return null;
        }
        Instant now = clock.instant();
        Set<String> names = keptOut.stream().map(KeptOut::name).collect(Collectors.toSet());
        Known before = known.get(workload);
        if (before == null || !before.keptOut().equals(names)) {
            before = new Known(names, of(workload), 0, now.plus(FIRST));
            known.put(workload, before);
        }
        if (before.next() == null || now.isBefore(before.next())) {
            return before.next() == null ? null : Duration.between(now, before.next());
        }
        // The policies are the same for all of them, and the newest one is followed last.
        KeptOut newest =
                keptOut.stream().max(Comparator.comparing(KeptOut::since)).orElseThrow();
        known.put(workload, new Known(names, before.enforcement(), before.misses(), null));
        Known asked = before;
        boolean accepted = threads.cluster().execute("whether " + newest.revision() + " is kept out", () -> {
            try {
                answered(workload, asked, ask(workload, newest));
            } finally {
                wakeups.wake(workload);
            }
        });
        if (!accepted) {
            known.put(workload, new Known(names, before.enforcement(), before.misses(), now.plus(SOONER)));
            return SOONER;
        }
        return null;
    }

    /** Without a model nobody asks for a workload, and what was known of it would stay forever. */
    private void forgetAbandoned(WatchedModels models) {
        known.keySet().stream()
                .filter(workload -> models.of(workload).isEmpty())
                .forEach(this::forget);
    }

    private void forget(WorkloadKey workload) {
        if (known.remove(workload) != null) {
            metrics.holds(workload.toString(), Enforcement.Unknown);
        }
    }

    private Enforcement ask(WorkloadKey workload, KeptOut keptOut) {
        try {
            return bodies.of(workload.namespace(), keptOut.revision())
                    .map(failed -> check.ask(workload.namespace(), keptOut.name(), failed))
                    .orElse(Enforcement.Unknown);
        } catch (RuntimeException e) {
            return Enforcement.Unknown; // it is asked again
        }
    }

    private void answered(WorkloadKey workload, Known before, Enforcement answer) {
        metrics.asked(answer);
        int misses = answer == Enforcement.NotEnforced ? before.misses() + 1 : 0;
        boolean certain = answer == Enforcement.Enforced || misses >= MISSES;
        Enforcement holds = certain ? answer : before.enforcement();
        Duration pause = answer == Enforcement.Enforced
                ? every
                : misses > 0 && misses < MISSES ? FIRST.multipliedBy(1L << misses) : Delay.shortest(SOONER, every);
        Known after = new Known(before.keptOut(), holds, misses, clock.instant().plus(pause));
        // What was let in meanwhile is not remembered.
        if (known.computeIfPresent(workload, (key, now) -> now.next() == null ? after : now) != null) {
            metrics.holds(workload.toString(), holds);
        }
    }
}
