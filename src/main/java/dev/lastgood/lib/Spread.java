package dev.lastgood.lib;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Spreads what each of many objects does in the same interval: each one has its own place in it, which follows from its uid and
 * is the same after a restart.
 */
public final class Spread {

    private final long place;

    /** Returns the place of an object. */
    public static Spread of(String uid) {
        long hash = UUID.nameUUIDFromBytes(uid.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
        return new Spread(hash & Long.MAX_VALUE);
    }

    private Spread(long place) {
        this.place = place;
    }

    /** Returns how far into the interval the place is: from zero to less than the interval. */
    public Duration within(Duration interval) {
        return Duration.ofMillis(place % Math.max(1, interval.toMillis()));
    }

    /** Returns the first time after {@code now} at which the place in the interval is reached. */
    public Instant next(Instant now, Duration interval) {
        long length = Math.max(1, interval.toMillis());
        long since = Math.floorMod(now.toEpochMilli() - place % length, length);
        return now.plusMillis(length - since);
    }
}
