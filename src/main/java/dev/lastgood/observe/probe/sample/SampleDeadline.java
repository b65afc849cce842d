package dev.lastgood.observe.probe.sample;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a sample's time is over.
 *
 * @param limit what was given
 * @param at in terms of {@link System#nanoTime}
 */
public record SampleDeadline(Duration limit, long at) {

    public static SampleDeadline in(Duration limit) {
        return new SampleDeadline(limit, System.nanoTime() + limit.toNanos());
    }

    /** What is left of it, at least a millisecond. */
    public long millisLeft() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(at - System.nanoTime()));
    }

    /** How long it has been over; negative while it is not. */
    public Duration overSince() {
        return Duration.ofNanos(System.nanoTime() - at);
    }

    /** As people write it. */
    public String text() {
        return limit.toMillis() / 1000.0 + " s";
    }
}
