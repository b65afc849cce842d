package dev.lastgood.decide.revision;

import dev.lastgood.api.model.RevisionState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The choice of the last good revision. */
public final class LastGood {

    static final Comparator<Revision> SERVED_MOST_RECENTLY = Comparator.comparing(
                    Revision::servedSince, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingLong(Revision::number);

    /**
     * The Good revision that served most recently, with another content than {@code suspect}, and not older than the
     * floor. "The one before" is never taken for good. A content that is quarantined is not a target under another name, nor is
     * what incidents or probes speak against.
     *
     * @param suspect the revision to get away from, null where none serves
     */
    public static Optional<Revision> of(Collection<Revision> revisions, Revision suspect, Reputation reputation) {
        long floor = floor(revisions);
        List<Revision> quarantined =
                revisions.stream().filter(Revision::isQuarantined).toList();
        return revisions.stream()
                .filter(r -> r.state() == RevisionState.Good)
                .filter(reputation::isTrusted)
                .filter(r -> suspect == null || !r.isSame(suspect))
                .filter(r -> quarantined.stream().noneMatch(q -> q.isSame(r)))
                .filter(r -> r.number() >= floor)
                .max(SERVED_MOST_RECENTLY);
    }

    /** The next one that {@link #of} would choose if {@code last} was no target. */
    public static Optional<Revision> before(
            Collection<Revision> revisions, Revision suspect, Revision last, Reputation reputation) {
        long floor = floor(revisions);
        Collection<Revision> others = revisions.stream()
                .filter(r -> !r.isSame(last))
                // The one with the floor may be among those that are left out.
                .filter(r -> r.state() != RevisionState.Good || r.number() >= floor)
                .toList();
        return of(others, suspect, reputation);
    }

    /**
     * Of the revisions with this version, the one that served most recently. The suspect and quarantined ones are taken
     * only where no other carries it (configuration alone makes two revisions of one version).
     */
    public static Optional<Revision> withVersion(Collection<Revision> revisions, String version, Revision suspect) {
        return revisions.stream()
                .filter(r -> version.equals(r.version()))
                .max(Comparator.comparing((Revision r) -> !r.isQuarantined())
                        .thenComparing(r -> !r.isSame(suspect))
                        .thenComparing(SERVED_MOST_RECENTLY));
    }

    /** The number below which no rollback goes. */
    public static long floor(Collection<Revision> revisions) {
        return revisions.stream()
                .filter(r -> r.declarations().floor())
                .mapToLong(Revision::number)
                .max()
                .orElse(0);
    }

    private LastGood() {}
}
