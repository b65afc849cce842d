package dev.lastgood.act.workload;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.action.RollbackOutcome;

/** A rollback cannot be had; nothing of it stays. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private final transient RollbackOutcome outcome;

    private Refusal(RollbackOutcome outcome) {
        super(outcome.message());
        this.outcome = outcome;
    }

    static Refusal because(Reason reason, String message) {
        return new Refusal(RollbackOutcome.refused(reason, message));
    }

    static Refusal changed(String message) {
        return new Refusal(RollbackOutcome.changed(message));
    }

    RollbackOutcome outcome() {
        return outcome;
    }
}
