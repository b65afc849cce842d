package dev.lastgood.reconcile.incident;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.RollbackMarker;
import java.time.Duration;

/**
 * How often a rollback may find the workload changed before the next rung follows: users are hit meanwhile, and somebody
 * who writes all the time will not stop.
 */
final class Patience {

    private static final int TRIES = 20;
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private final Cache<RollbackMarker, Integer> changed =
            Caffeine.newBuilder().expireAfterWrite(FORGOTTEN).build();

    /** Returns the outcome, or a refusal where it was Changed too often in a row. */
    RollbackOutcome with(RollbackMarker rollback, RollbackOutcome outcome) {
        if (outcome.kind() != RollbackOutcome.Kind.Changed) {
            changed.invalidate(rollback);
            return outcome;
        }
        int times = changed.asMap().merge(rollback, 1, Integer::sum);
        return times < TRIES
                ? outcome
                : RollbackOutcome.refused(
                        Reason.ChangedMeanwhile,
                        "the workload was no longer as it was seen at each of " + TRIES + " tries: "
                                + outcome.message());
    }
}
