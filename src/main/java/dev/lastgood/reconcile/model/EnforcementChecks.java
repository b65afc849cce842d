package dev.lastgood.reconcile.model;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the API server keeps out what is quarantined: asked soon after something was, and at long intervals while
 * anything is. Beside the reconciles, which are woken by the answer.
 */
@ApplicationScoped
public class EnforcementChecks {

    private final EnforcementMemory memory;
    private final EnforcementQuestion question;
    private final BackgroundThreads threads;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Duration every;

    public EnforcementChecks(
            EnforcementMemory memory,
            EnforcementQuestion question,
            BackgroundThreads threads,
            Wakeups wakeups,
            LastgoodConfig config,
            Clock clock) {
        this.memory = memory;
        this.question = question;
        this.threads = threads;
        this.wakeups = wakeups;
        this.clock = clock;
        this.every = config.quarantineCheck();
    }

    /** What the last answers say. */
    Enforcement of(WorkloadKey workload) {
        EnforcementState now = memory.of(workload);
        return now == null ? Enforcement.Unknown : now.enforcement();
    }

    /** Has the API server asked where that is due; returns when it will be due, null where no time can be said. */
    public Duration whenDue(WorkloadKey workload, List<KeptOut> keptOut) {
        if (keptOut.isEmpty() || every.isZero()) {
            memory.forget(workload);
            return null;
        }
        Instant now = clock.instant();
        EnforcementState known = known(workload, keptOut, now);
        if (known.isBeingAsked()) {
            return null;
        }
        return now.isBefore(known.next())
                ? Duration.between(now, known.next())
                : ask(workload, known, newest(keptOut), now);
    }

    private EnforcementState known(WorkloadKey workload, List<KeptOut> keptOut, Instant now) {
        Set<String> names = keptOut.stream().map(KeptOut::name).collect(Collectors.toSet());
        EnforcementState before = memory.of(workload);
        if (before != null && before.keptOut().equals(names)) {
            return before;
        }
        EnforcementState begun = EnforcementState.begin(names, of(workload), now);
        memory.remember(workload, begun);
        return begun;
    }

    /** The policies are the same for all of them, and the newest one is followed last. */
    private static KeptOut newest(List<KeptOut> keptOut) {
        return keptOut.stream().max(Comparator.comparing(KeptOut::since)).orElseThrow();
    }

    private Duration ask(WorkloadKey workload, EnforcementState known, KeptOut keptOut, Instant now) {
        memory.remember(workload, known.askingAgain(null));
        boolean accepted = threads.cluster().execute("whether " + keptOut.revision() + " is kept out", () -> {
            try {
                Enforcement answer = question.ask(workload, keptOut);
                memory.answered(workload, answer, known.answered(answer, clock.instant(), every));
            } finally {
                wakeups.wake(workload);
            }
        });
        if (accepted) {
            return null;
        }
        memory.remember(workload, known.askingAgain(now.plus(EnforcementState.SOONER)));
        return EnforcementState.SOONER;
    }
}
