package dev.lastgood.decide.action;

import dev.lastgood.api.condition.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * What became of a rollback's patch.
 *
 * @param kind Patched: it is there. Refused: it cannot be had, the next rung follows. Changed: the workload was no longer
 *     what was seen, look again.
 */
public record RollbackOutcome(Kind kind, Reason reason, String message) {

    private static final Set<Reason> OF_TARGET = EnumSet.of(
            Reason.RefusedByAdmission,
            Reason.SecretMissing,
            Reason.ConfigMapImmutable,
            Reason.SharedConfiguration,
            Reason.SelectorChanged,
            Reason.VolumeClaimsChanged,
            Reason.TargetNotFound);

    /** The three ways. */
    public enum Kind {
        Patched,
        Refused,
        Changed
    }

    /** Whether the refusal is about the revision to restore, so that another one may not be refused. */
    public boolean isOfTarget() {
        return kind == Kind.Refused && isOfTarget(reason);
    }

    /** Whether a rollback to another revision may work if this one does not for such a reason. */
    public static boolean isOfTarget(Reason reason) {
        return OF_TARGET.contains(reason);
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
