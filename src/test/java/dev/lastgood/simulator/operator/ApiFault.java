package dev.lastgood.simulator.operator;

/** The API server could not answer: what was asked for may be done, or not. */
final class ApiFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    ApiFault() {
        super("the API server does not answer", null, false, false);
    }
}
