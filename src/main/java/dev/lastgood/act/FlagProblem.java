package dev.lastgood.act;

import dev.lastgood.api.Reason;

/** Why a flag cannot be switched off. The message says what to write instead and never quotes a value. */
public final class FlagProblem extends Exception {

    private final Reason reason;

    FlagProblem(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The reason under which this is told. */
    public Reason reason() {
        return reason;
    }
}
