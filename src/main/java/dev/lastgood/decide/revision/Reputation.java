package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What incidents and probes say of revisions at present. It takes nothing from a revision for good: when the incident is over, or the
 * probes say otherwise, the revision is what it was.
 *
 * @param suspects by name of the revision, since when incidents that are not over suspect it
 * @param turns which revision served when, and what the probes said of it then
 */
public record Reputation(Map<String, Instant> suspects, ServiceHistory turns) {

    /** Nothing is said against any revision. */
    public static final Reputation NONE = new Reputation(Map.of(), ServiceHistory.NONE);

    /** Copies the map. */
    public Reputation {
        suspects = Map.copyOf(suspects);
    }

    /** An incident that is not over suspects it, and no person has declared it good since. */
    public boolean isSuspected(Revision revision) {
        return Optional.ofNullable(suspects.get(revision.name()))
                .filter(since -> !isDeclaredGoodAfter(revision, since))
                .isPresent();
    }

    /** It may be restored: nothing is held against it, and the last that probes said of it was not Bad. */
    public boolean isTrusted(Revision revision) {
        return !isSuspected(revision)
                && turns.lastOf(revision.name())
                        .filter(turn -> turn.verdict() == Outcome.Bad)
                        .filter(turn -> !isDeclaredGoodAfter(revision, turn.to() == null ? turn.from() : turn.to()))
                        .isEmpty();
    }

    private static boolean isDeclaredGoodAfter(Revision revision, Instant time) {
        return Reason.DeclaredGood.name().equals(revision.reason())
                && revision.standing().since() != null
                && revision.standing().since().isAfter(time);
    }
}
