package dev.lastgood.reconcile.model;

import dev.lastgood.api.condition.Conditions;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.Spread;
import java.time.Duration;
import java.time.Instant;

/**
 * What the last rehearsal of a model's rollback showed, and when the next one is due.
 *
 * @param subject what is rehearsed; null if nothing can be
 * @param outlook what it showed
 * @param failures how often in a row it did not show that the rollback works
 * @param next when to rehearse again; null while the API server is being asked
 */
record RollbackCheckState(Subject subject, Outlook outlook, int failures, Instant next)
        implements DueQuestion.Known<RollbackCheckState> {

    /**
     * What is rehearsed: if it changes, the last answer is about something else.
     *
     * @param from name of the revision that serves
     * @param to name of the revision that would be restored
     * @param obstacle of the workload's own settings, null if there is none
     */
    record Subject(String from, String to, String obstacle) {

        static Subject of(RevisionDecision decision) {
            return new Subject(decision.serving().name(), decision.lastGood().name(), decision.obstacle());
        }
    }

    /**
     * When and how often rollbacks are rehearsed.
     *
     * @param every how often one that works is rehearsed
     * @param spread the model's place in that time
     */
    record Times(Instant now, Duration every, Spread spread) {}

    /** What was just rolled out has settled by then. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    /** Of each model after a start, so that many of them do not ask at once. */
    private static final Duration START = Duration.ofMillis(100);

    /** There is nothing to rehearse. */
    static RollbackCheckState certain(Outlook outlook, Instant now) {
        return new RollbackCheckState(null, outlook, 0, now);
    }

    /**
     * A new leader rehearses each model once, at the model's own place in a time that grows with their number.
     *
     * @param outlook what the model's status says
     */
    static RollbackCheckState atStart(Subject subject, Outlook outlook, long models, Times times) {
        Duration within = shorter(START.multipliedBy(Math.max(1, models)), times.every());
        return new RollbackCheckState(
                subject, outlook, 0, times.now().plus(times.spread().within(within)));
    }

    /** Another rollback is to be rehearsed; until then the last answer is kept. */
    RollbackCheckState about(Subject other, Instant now) {
        return new RollbackCheckState(other, subject == null ? Outlook.UNKNOWN : outlook, 0, now.plus(SOON));
    }

    @Override
    public RollbackCheckState askingAgain(Instant at) {
        return new RollbackCheckState(subject, outlook, failures, at);
    }

    RollbackCheckState answered(Outlook answer, Times times) {
        boolean possible = answer.value().equals(Conditions.TRUE);
        int failed = possible ? 0 : failures + 1;
        Instant regular = times.spread().next(times.now(), times.every());
        Instant sooner =
                times.now().plus(new BackOff(shorter(AFTER_A_FAILURE, times.every()), times.every()).after(failed));
        return new RollbackCheckState(subject, answer, failed, possible || regular.isBefore(sooner) ? regular : sooner);
    }

    /** The workload changed at the same time, and the last answer holds. */
    RollbackCheckState undecided(Times times) {
        return askingAgain(times.now().plus(shorter(AFTER_A_FAILURE, times.every())));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
