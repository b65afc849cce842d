package dev.lastgood.decide.quarantine;

import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.revision.Revision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A workload's revisions, as what is recorded on them and what keeps some of them out tell together.
 *
 * @param recorded as recorded on the revisions themselves
 * @param keptOut what keeps revisions out, also revisions that no longer exist
 */
public record KnownRevisions(List<Revision> recorded, List<KeptOut> keptOut) {

    /** All revisions; one that is kept out is quarantined, even if that is not recorded on it yet. */
    public List<Revision> all() {
        Map<String, KeptOut> byRevision = byRevision();
        return recorded.stream()
                .map(r -> byRevision.containsKey(r.name())
                        ? byRevision.get(r.name()).apply(r)
                        : r)
                .toList();
    }

    /** Revisions that are kept out and are not recorded as quarantined yet. */
    public List<RevisionMark> notYetMarked() {
        Map<String, KeptOut> byRevision = byRevision();
        return recorded.stream()
                .filter(r -> !r.isQuarantined() && byRevision.containsKey(r.name()))
                .map(r -> new RevisionMark(r, byRevision.get(r.name()).apply(r)))
                .toList();
    }

    /**
     * What keeps out a revision that does not exist any more.
     *
     * @param existing names of all revisions, also of those that cannot be read
     */
    public List<KeptOut> strays(Set<String> existing) {
        return keptOut.stream().filter(k -> !existing.contains(k.revision())).toList();
    }

    private Map<String, KeptOut> byRevision() {
        return keptOut.stream().collect(Collectors.toMap(KeptOut::revision, k -> k, (one, other) -> one));
    }
}
