package dev.lastgood.decide.quarantine;

import java.time.Instant;

/**
 * Why a Quarantine that existed does not exist any more. Someone deleted it, which is a release, unless more than the
 * Quarantine was deleted.
 *
 * @param kindSince when the CRD was created; null if that is unknown or the CRD is terminating
 * @param namespaceSince when the namespace was created; null if that is unknown or the namespace is terminating
 */
public record Absence(Instant kindSince, Instant namespaceSince) {

    /**
     * Whether it is a release.
     *
     * @param since when the revision was quarantined; null if unknown
     */
    public boolean isRelease(Instant since) {
        return isOlder(kindSince, since) && isOlder(namespaceSince, since);
    }

    /** Creation times have whole seconds. */
    private static boolean isOlder(Instant created, Instant since) {
        return created != null && since != null && created.isBefore(since);
    }
}
