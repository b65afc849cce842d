package dev.lastgood.decide.service;

import dev.lastgood.api.probe.Outcome;
import java.time.Instant;

/**
 * A time in which one revision served without another one between.
 *
 * @param revision its name
 * @param from when it began to serve
 * @param to when the next one did; null: it serves
 * @param verdict the last Good or Bad that the model's probes said of it in this turn; null: they said neither
 */
public record Turn(String revision, Instant from, Instant to, Outcome verdict) {

    Turn until(Instant end) {
        return new Turn(revision, from, end, verdict);
    }

    Turn with(Outcome latest) {
        return latest == null ? this : new Turn(revision, from, to, latest);
    }

    /** Creation times of incidents have whole seconds, so seconds are compared. */
    boolean hasBegunAt(Instant time) {
        return !from.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).isAfter(time);
    }
}
