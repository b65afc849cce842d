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
                // What goes wrong on another test's thread is that test's to tell.
                .dontCatchUncaughtExceptions()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .untilAsserted(() -> check(assertion));
    }

    /** Awaitility reports the last failed assertion, but would drop the exception that it is told to ignore. */
    private static void check(ThrowingRunnable assertion) throws InterruptedException {
        try {
            assertion.run();
        } catch (AssertionError | InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e.toString(), e);
        }
    }
}
