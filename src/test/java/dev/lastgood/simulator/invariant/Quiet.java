package dev.lastgood.simulator.invariant;

import dev.lastgood.simulator.history.Simulation;

/**
 * A world that stands still costs no write: when all passes that were due have run, another pass over everything moves no
 * incident, and the one after it writes nothing. (The first may count samples that came since.)
 * (Passes without end are found by the simulation itself.)
 */
public final class Quiet implements Invariant {

    /** Not after each step of time: it costs a pass over everything. */
    private static final int EACH = 61;

    private int checks;

    @Override
    public void check(Simulation world) {
        if (!world.isWell() || ++checks % EACH != 0) {
            return;
        }
        String wrote = world.passAgain();
        if (wrote != null) {
            world.find(this, "a pass over a world that stands still wrote " + wrote);
        }
    }
}
