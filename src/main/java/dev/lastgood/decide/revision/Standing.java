package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import java.time.Instant;

/**
 * How far a revision is trusted, why, and which incident holds it.
 *
 * @param since when the revision entered its state; null if unknown
 * @param reason why it is in this state; null if unknown
 * @param incident the incident that blames the revision; null if there is none
 * @param stateBefore the state before that incident; null if there is none
 */
public record Standing(RevisionState state, Instant since, String reason, String incident, RevisionState stateBefore) {

    /** A revision that no incident blames. */
    public static Standing of(RevisionState state, Reason reason, Instant since) {
        return new Standing(state, since, reason.name(), null, null);
    }

    public boolean isQuarantined() {
        return state == RevisionState.Quarantined;
    }

    /** Another reason alone does not change since when the state holds. */
    Standing moved(RevisionState newState, Reason newReason, Instant now) {
        return new Standing(newState, newState == state ? since : now, newReason.name(), incident, stateBefore);
    }

    /** The state before the first of several incidents is remembered, for a false alarm. */
    Standing blamed(RevisionState newState, Reason newReason, String byIncident, Instant now) {
        return new Standing(newState, now, newReason.name(), byIncident, incident != null ? stateBefore : state);
    }

    /** The state before the incident returns: Good, or Candidate once the revision has served. */
    Standing givenBack(boolean everServed, Reason why, Instant now) {
        boolean neverRan = stateBefore == RevisionState.NotRunning && !everServed;
        boolean returns = stateBefore == RevisionState.Good || neverRan;
        return of(returns ? stateBefore : RevisionState.Candidate, why, now);
    }

    Standing heldBy(String otherIncident) {
        return new Standing(state, since, reason, otherIncident, stateBefore);
    }
}
