package dev.lastgood.act.kube;

import dev.lastgood.api.condition.Reason;

/** Why a flag or a route cannot be switched. The message says what to write instead and never quotes a value. */
public final class SwitchProblem extends Exception {

    private final Reason reason;

    public SwitchProblem(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The reason under which this is told. */
    public Reason reason() {
        return reason;
    }
}
