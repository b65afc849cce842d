package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done about a workload's revisions, and what holds afterwards.
 *
 * @param snapshot the revision that is to be taken down, else null
 * @param marks revisions whose memory changes, as they shall be
 * @param removals revisions that are no longer kept
 * @param revisions all that remain, newest first
 * @param declared what is declared now; null where its snapshot would be too large
 * @param serving what serves, null: nothing that was seen
 * @param lastGood what a rollback would restore now, else null
 * @param obstacle why it would not be rolled out, in words, else null
 * @param rollout how far the declared revision is: RolloutComplete, RolloutInProgress, RolloutFailed,
 *     ConfigurationNotPickedUp, SnapshotTooLarge or RevisionNotRecorded
 * @param changedInPlace the pods of what serves run other configuration by now, which was written under them: what the probes say is
 *     about that
 * @param recheck when to look again though nothing happens, else null
 * @param reputation what incidents and probes say of the revisions
 * @param refusal why the declared revision is not stored, in words (of the API server if it refuses), else null
 */
public record RevisionDecision(
        Revision snapshot,
        List<Revision> marks,
        List<Revision> removals,
        List<Revision> revisions,
        Revision declared,
        Revision serving,
        Revision lastGood,
        String obstacle,
        Reason rollout,
        boolean changedInPlace,
        Duration recheck,
        Reputation reputation,
        String refusal) {

    /** How soon storing the revision is tried again: what made room for it is not an event. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    /** What holds instead if the API server refuses to store the snapshot. */
    public RevisionDecision withoutSnapshot(String why) {
        List<Revision> stored = revisions.stream()
                .filter(r -> snapshot == null || !r.name().equals(snapshot.name()))
                .toList();
        Revision last = Serving.now(stored).orElse(null);
        return new RevisionDecision(
                null,
                marks,
                removals,
                stored,
                null,
                last,
                LastGood.of(stored, last, reputation).orElse(null),
                obstacle,
                Reason.RevisionNotRecorded,
                changedInPlace,
                TRY_AGAIN,
                reputation,
                why);
    }
}
