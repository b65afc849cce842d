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
 * @param keptOut names of what was asked about
 * @param misses how often in a row it would have been let in
 * @param next when to ask again, null: the API server is being asked
 */
record EnforcementState(Set<String> keptOut, Enforcement enforcement, int misses, Instant next) {

    /** The API server follows a new parameter after a moment. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** So often in a row it must have let it in before that is said; the pause doubles from one to the next. */
    private static final int MISSES = 3;

    private static final BackOff AFTER_A_MISS = new BackOff(FIRST.multipliedBy(2), Duration.ofMinutes(1));

    /** While it is not kept out, or nothing can be said. */
    static final Duration SOONER = Duration.ofMinutes(1);

    /** Nothing was asked about these yet; {@code enforcement} is what was known of others before. */
    static EnforcementState begin(Set<String> keptOut, Enforcement enforcement, Instant now) {
        return new EnforcementState(keptOut, enforcement, 0, now.plus(FIRST));
    }

    boolean isBeingAsked() {
        return next == null;
    }

    /** @param at null: the API server is being asked */
    EnforcementState askingAgain(Instant at) {
        return new EnforcementState(keptOut, enforcement, misses, at);
    }

    /** @param every how long to wait while what is quarantined is kept out */
    EnforcementState answered(Enforcement answer, Instant now, Duration every) {
        int missed = answer == Enforcement.NotEnforced ? misses + 1 : 0;
        boolean certain = answer == Enforcement.Enforced || missed >= MISSES;
        Duration pause = answer == Enforcement.Enforced
                ? every
                : missed > 0 && missed < MISSES ? AFTER_A_MISS.after(missed) : Delay.shortest(SOONER, every);
        return new EnforcementState(keptOut, certain ? answer : enforcement, missed, now.plus(pause));
    }
}
