package dev.lastgood.act.quarantine;

import dev.lastgood.api.condition.Reason;

/**
 * What became of the attempt to keep a revision out, or to let it in again.
 *
 * @param kind Done: it is there. Changed: the revision was no longer as it was seen, look again. Refused: the API server
 *     does not want it, and will not want it later either.
 * @param keptOut whether the admission policy knows the revision now
 * @param reason why, where it is not Done; else null
 * @param message for a person
 */
public record QuarantineOutcome(Kind kind, boolean keptOut, Reason reason, String message) {

    /** The three ways. */
    public enum Kind {
        Done,
        Changed,
        Refused
    }

    static QuarantineOutcome done(boolean keptOut, String message) {
        return new QuarantineOutcome(Kind.Done, keptOut, null, message);
    }

    static QuarantineOutcome changed(String message) {
        return new QuarantineOutcome(Kind.Changed, false, Reason.ChangedMeanwhile, message);
    }

    static QuarantineOutcome refused(Reason reason, String message) {
        return new QuarantineOutcome(Kind.Refused, false, reason, message);
    }
}
