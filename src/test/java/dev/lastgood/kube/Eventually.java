package dev.lastgood.kube;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** The one way of waiting in tests: for what must become true, with one generous limit. */
public final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private Eventually() {}

    /**
     * Repeats an assertion until it holds. An exception counts like a failed assertion.
     *
     * @param description what must become true
     * @throws org.awaitility.core.ConditionTimeoutException after a minute, with the last failure as its cause
     */
    public static void eventually(String description, ThrowingRunnable assertion) {
        Awaitility.await(description)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .ignoreExceptions()
                .untilAsserted(assertion);
    }
}
