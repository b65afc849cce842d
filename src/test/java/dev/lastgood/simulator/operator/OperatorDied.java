package dev.lastgood.simulator.operator;

/** The process ended in the middle of a pass. */
public final class OperatorDied extends RuntimeException {
    private static final long serialVersionUID = 1;

    OperatorDied() {
        super("killed", null, false, false);
    }
}
