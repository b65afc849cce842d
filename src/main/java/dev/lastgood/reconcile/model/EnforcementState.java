package dev.lastgood.reconcile.model;

import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.Delay;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What the API server's answers say of one workload, and when to ask again.
 *
 * @param keptOut names of the revisions that are asked about
 * @param begun since when it is these
 * @param enforcement what is certain
 * @param last the last answer about these; null if there is none yet
 * @param misses how often in a row it would have been let in
 * @param next when to ask again, null: the API server is being asked
 */
record EnforcementState(
        Set<String> keptOut, Instant begun, Enforcement enforcement, Enforcement last, int misses, Instant next)
        implements DueQuestion.Known<EnforcementState> {

    /** The API server follows a new parameter after a moment. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** So often in a row it must have let it in before that is said; the pause doubles from one to the next. */
    private static final int MISSES = 3;

    /**
     * The longest pause while it is not kept out, or nothing can be said. An API server follows a kind that was just
     * installed after up to 30 seconds: that is known within a minute.
     */
    static final Duration SOONER = Duration.ofSeconds(25);

    private static final BackOff AFTER_A_MISS = new BackOff(FIRST.multipliedBy(2), SOONER);

    /** Nothing was asked about these yet; {@code enforcement} is what was known of others before. */
    static EnforcementState begin(Set<String> keptOut, Enforcement enforcement, Instant now) {
        return new EnforcementState(keptOut, now, enforcement, null, 0, now.plus(FIRST));
    }

    /** The last answer was about these, and they are kept out. */
    boolean isProven() {
        return last == Enforcement.Enforced;
    }

    @Override
    public EnforcementState askingAgain(Instant at) {
        return new EnforcementState(keptOut, begun, enforcement, last, misses, at);
    }

    /** @param every how long to wait while what is quarantined is kept out */
    EnforcementState answered(Enforcement answer, Instant now, Duration every) {
        int missed = answer == Enforcement.NotEnforced ? misses + 1 : 0;
        boolean certain = answer == Enforcement.Enforced || missed >= MISSES;
        Duration pause = answer == Enforcement.Enforced
                ? every
                : Delay.shortest(missed > 0 ? AFTER_A_MISS.after(missed) : SOONER, every);
        return new EnforcementState(keptOut, begun, certain ? answer : enforcement, answer, missed, now.plus(pause));
    }
}
