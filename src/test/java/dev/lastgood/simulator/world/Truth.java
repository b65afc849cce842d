package dev.lastgood.simulator.world;

/** How something really answers. */
public enum Truth {
    GOOD,
    FLAKY,
    BAD;

    /** Names tell the truth. */
    static Truth of(String name) {
        return name.startsWith("bad") ? BAD : name.startsWith("flaky") ? FLAKY : GOOD;
    }

    /** Together they are as bad as the worse one. */
    Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
