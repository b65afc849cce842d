package dev.lastgood.simulator.history;

import java.time.Duration;

/**
 * Something that happens in a history.
 *
 * @param seconds after the event before it
 */
public record Event(int seconds, Happening what) {

    public Duration delay() {
        return Duration.ofSeconds(seconds);
    }

    Event sooner(int shorter) {
        return new Event(shorter, what);
    }

    /** As source of a story. */
    @Override
    public String toString() {
        return "after(" + seconds + ", " + what + ")";
    }
}
