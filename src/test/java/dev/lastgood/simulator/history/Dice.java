package dev.lastgood.simulator.history;

import dev.lastgood.lib.Digest;
import java.util.SplittableRandom;

/** Chances that a seed decides: the same seed makes the same history again. */
public final class Dice {

    private final SplittableRandom random;

    /** @param seed any text */
    public Dice(String seed) {
        random = new SplittableRandom(Digest.of(seed).hashCode()).split();
    }

    /** Returns true in so many of a hundred cases. */
    public boolean chance(int percent) {
        return nextInt(100) < percent;
    }

    /** Returns one of these, each as likely as the others. */
    @SafeVarargs
    public final <T> T one(T... of) {
        return of[nextInt(of.length)];
    }

    /** Returns a number from 0, below {@code bound}. */
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number from {@code first}, below {@code bound}. */
    public int nextInt(int first, int bound) {
        return random.nextInt(first, bound);
    }
}
