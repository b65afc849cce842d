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
    private final DueQuestion questions;
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
        this.questions = new DueQuestion(threads, clock);
        this.wakeups = wakeups;
        this.clock = clock;
        this.every = config.quarantineCheck();
    }

    /** What the last answers say. */
    Enforcement of(WorkloadKey workload) {
        EnforcementState now = memory.of(workload);
        return now == null ? Enforcement.Unknown : now.enforcement();
    }

    /** Whether a dry run showed that the API server refuses a revision, which has been kept out for so long. */
    boolean isProven(WorkloadKey workload, String revision, Duration age) {
        EnforcementState now = memory.of(workload);
        return now != null
                && now.keptOut().contains(revision)
                && now.isProven()
                && !clock.instant().isBefore(now.begun().plus(age));
    }

    /** Has the API server asked where that is due; returns when it will be due, null where no time can be said. */
    public Duration whenDue(WorkloadKey workload, List<KeptOut> keptOut) {
        if (keptOut.isEmpty() || every.isZero()) {
            memory.forget(workload);
            return null;
        }
        EnforcementState known = known(workload, keptOut, clock.instant());
        KeptOut newest = newest(keptOut);
        return questions.askWhenDue(
                known,
                state -> memory.remember(workload, state),
                "whether " + newest.revision() + " is kept out",
                () -> ask(workload, known, newest));
    }

    private EnforcementState known(WorkloadKey workload, List<KeptOut> keptOut, Instant now) {
        Set<String> names = keptOut.stream().map(KeptOut::revision).collect(Collectors.toSet());
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

    private void ask(WorkloadKey workload, EnforcementState known, KeptOut keptOut) {
        try {
            Enforcement answer = question.ask(workload, keptOut);
            EnforcementState after = known.answered(answer, clock.instant(), every);
            memory.answered(workload, answer, after);
            question.report(workload, after);
        } finally {
            wakeups.wake(workload);
        }
    }
}
