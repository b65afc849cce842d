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

    /** The one of this name alone, so that no other one ends a history first. */
    public static List<Invariant> only(String name) {
        return all().stream().filter(each -> each.name().equals(name)).toList();
    }

    private Invariants() {}
}
