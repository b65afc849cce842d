package dev.lastgood.decide.action;

import dev.lastgood.api.condition.Reason;

/**
 * What became of a rollback's patch.
 *
 * @param kind Patched: it is there. Refused: it cannot be had, the next rung follows. Changed: the workload was no longer
 *     what was seen, look again.
 */
public record RollbackOutcome(Kind kind, Reason reason, String message) {

    /** The three ways. */
    public enum Kind {
        Patched,
        Refused,
        Changed
    }

    public static RollbackOutcome patched(String message) {
        return new RollbackOutcome(Kind.Patched, Reason.Patched, message);
    }

    public static RollbackOutcome refused(Reason reason, String message) {
        return new RollbackOutcome(Kind.Refused, reason, message);
    }

    public static RollbackOutcome changed(String message) {
        return new RollbackOutcome(Kind.Changed, Reason.ChangedMeanwhile, message);
    }
}
