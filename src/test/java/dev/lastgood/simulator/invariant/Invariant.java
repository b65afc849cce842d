package dev.lastgood.simulator.invariant;

import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.Simulation;

/** What must hold in every history. An instance belongs to one history and may remember things of it. */
public interface Invariant {

    default String name() {
        return getClass().getSimpleName();
    }

    /** An event is about to happen. */
    default void happens(Simulation world, Happening what) {}

    /** All passes that were due have run; {@code world.cluster.acts} has what was done since the last check. */
    void check(Simulation world);
}
