package dev.lastgood.lib;

import java.time.Duration;

/** Delays until something is looked at again; null means never. */
public final class Delay {

    /** Returns the shorter one of the two. */
    public static Duration shortest(Duration a, Duration b) {
        return a == null ? b : b == null ? a : a.compareTo(b) <= 0 ? a : b;
    }

    private Delay() {}
}
