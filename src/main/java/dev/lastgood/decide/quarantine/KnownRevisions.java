package dev.lastgood.decide.quarantine;

import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.revision.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A workload's revisions, as what is recorded on them and what keeps some of them out tell together.
 *
 * @param recorded as recorded on the revisions themselves
 * @param keptOut what keeps revisions out, also revisions that no longer exist
 * @param seenKeptOut names of revisions of which it is recorded that something kept them out
 */
public record KnownRevisions(List<Revision> recorded, List<KeptOut> keptOut, Set<String> seenKeptOut) {

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

    /** Names of quarantined revisions that are kept out, and of which that is not recorded yet. */
    public List<String> notYetRecorded() {
        Map<String, KeptOut> byRevision = byRevision();
        return recorded.stream()
                .filter(r -> r.isQuarantined() && byRevision.containsKey(r.name()) && !seenKeptOut.contains(r.name()))
                .map(Revision::name)
                .toList();
    }

    /**
     * Quarantined revisions that something kept out and nothing keeps out any more: what did was deleted.
     *
     * @param now the time at which they are released, if the deletion is a release
     */
    public List<RevisionMark> abandoned(Instant now) {
        Map<String, KeptOut> byRevision = byRevision();
        return recorded.stream()
                .filter(r -> r.isQuarantined() && seenKeptOut.contains(r.name()) && !byRevision.containsKey(r.name()))
                .map(r -> new RevisionMark(r, r.released(now)))
                .toList();
    }

    private Map<String, KeptOut> byRevision() {
        return keptOut.stream().collect(Collectors.toMap(KeptOut::revision, k -> k, (one, other) -> one));
    }
}
