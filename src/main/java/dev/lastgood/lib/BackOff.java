package dev.lastgood.lib;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before something is tried again. A pure function of what is recorded, so that a restart changes nothing:
 * the back-offs of the Kubernetes client and of the operator framework keep their count in memory.
 */
public record BackOff(Duration shortest, Duration longest) {

    /** More would overflow; the longest delay is reached long before. */
    private static final int MOST_DOUBLINGS = 30;

    /** Returns the delay after so many attempts: it doubles from one to the next. */
    public Duration after(int attempts) {
        return within(shortest.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), MOST_DOUBLINGS)));
    }

    /** Returns the delay for what has waited since then: a quarter of that time. */
    public Duration waiting(Instant since, Instant now) {
        return within(Duration.between(since, now).dividedBy(4));
    }

    private Duration within(Duration delay) {
        return delay.compareTo(shortest) < 0 ? shortest : delay.compareTo(longest) > 0 ? longest : delay;
    }
}
