package dev.lastgood.simulator.invariant;

import java.util.List;

/** All invariants, new for one history. */
public final class Invariants {

    public static List<Invariant> all() {
        return List.of(
                new Protected(),
                new Innocence(),
                new Consented(),
                new Targets(),
                new Once(),
                new Liveness(),
                new Truthful(),
                new OneRollbackInAnOutage(),
                new Fixes(),
                new Quiet(),
                new Bounded());
    }

    private Invariants() {}
}
