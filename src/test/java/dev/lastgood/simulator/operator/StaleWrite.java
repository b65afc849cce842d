package dev.lastgood.simulator.operator;

/** Someone else wrote first: the API server answers 409. */
final class StaleWrite extends RuntimeException {
    private static final long serialVersionUID = 1;

    StaleWrite() {
        super("409", null, false, false);
    }
}
