package dev.lastgood.reconcile;

import java.time.Duration;

/** How long to wait for the next look. */
public final class Waiting {

    /** Not before the clock has moved on: a recheck of zero would spin. */
    public static Duration atLeast(Duration recheck) {
        Duration shortest = Duration.ofMillis(5);
        return recheck.compareTo(shortest) < 0 ? shortest : recheck;
    }

    private Waiting() {}
}
