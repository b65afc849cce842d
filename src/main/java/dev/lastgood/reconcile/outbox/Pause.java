package dev.lastgood.reconcile.outbox;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * How long the same work is not repeated. Each event around an object submits the work again, and each would be one more try.
 *
 * @param after the results that are followed by a pause
 */
public record Pause<R>(Duration length, Predicate<R> after) {

    /** Returns a pause that follows no result: when to try again is decided elsewhere. */
    public static <R> Pause<R> never() {
        return new Pause<>(Duration.ZERO, result -> false);
    }
}
