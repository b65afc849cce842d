package dev.lastgood.simulator.operator;

import java.util.function.Supplier;

/** The requests of the operator to the API server, and the faults that are planned for them. */
public final class Requests {

    private Fault planned;
    private int until;

    /** The {@code nth} request from now on, counted from 1, has this fault. */
    public void plan(Fault fault, int nth) {
        planned = fault;
        until = nth;
    }

    public boolean isPlanned() {
        return planned != null;
    }

    <T> T send(Supplier<T> effect) {
        Fault fault = planned != null && --until <= 0 ? planned : null;
        if (fault == null) {
            return effect.get();
        }
        planned = null;
        switch (fault) {
            case FAILS -> throw new ApiFault();
            case KILLED_BEFORE -> throw new OperatorDied();
            default -> effect.get();
        }
        throw fault == Fault.REPLY_LOST ? new ApiFault() : new OperatorDied();
    }
}
