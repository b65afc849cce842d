package dev.lastgood.decide;

import dev.lastgood.api.RevisionState;
import java.time.Instant;

/**
 * What is known of one revision of a workload, without its body. Names, hashes and numbers never change; the rest is the
 * memory that stands in the ControllerRevision's annotations.
 *
 * @param number 1 is the first one seen
 * @param hash SHA-256 of the canonical projection, template and configuration
 * @param templateHash SHA-256 of the template's projection alone
 * @param configHash SHA-256 of the configuration alone
 * @param generation metadata.generation of the workload when it last was seen with this content
 * @param since since when it is in its state
 * @param reason why, null where unknown
 * @param incident the incident that took its goodness, else null
 * @param stateBefore what it was before that incident, else null
 * @param servedSince when it last began to serve, null: never
 * @param availableSince since when it has been rolled out and available, null: it is not
 * @param brokenRollout the rollout that broke during its soak, else null
 * @param goodTaken the annotation that declares it good was carried out; it acts once, until it is taken away and written
 *     again
 * @param releaseTaken the annotation that releases it was carried out, likewise
 * @param floor no rollback goes to an older one
 * @param bytes size of its body
 */
public record Revision(
        String name,
        long number,
        String hash,
        String templateHash,
        String configHash,
        long generation,
        String version,
        RevisionState state,
        Instant since,
        String reason,
        String incident,
        RevisionState stateBefore,
        Instant servedSince,
        Instant availableSince,
        String brokenRollout,
        boolean goodTaken,
        boolean releaseTaken,
        boolean floor,
        long bytes) {

    /** A snapshot of what is declared now and what nobody has run yet. */
    static Revision snapshot(String name, long number, long generation, Live live, Instant now) {
        return new Revision(
                name,
                number,
                live.hash(),
                live.templateHash(),
                live.configHash(),
                generation,
                live.version(),
                RevisionState.NotRunning,
                now,
                Reason.NotRolledOut.name(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                live.bytes());
    }

    Revision withState(RevisionState newState, Reason newReason, Instant now) {
        if (newState == state && newReason.name().equals(reason)) {
            return this;
        }
        Instant newSince = newState == state ? since : now;
        return with(generation, newState, newSince, newReason.name(), servedSince, availableSince, brokenRollout);
    }

    Revision withGeneration(long newGeneration) {
        return with(newGeneration, state, since, reason, servedSince, availableSince, brokenRollout);
    }

    Revision servingSince(Instant now) {
        return with(generation, state, since, reason, now, null, brokenRollout);
    }

    Revision availableSince(Instant when) {
        return with(generation, state, since, reason, servedSince, when, brokenRollout);
    }

    Revision broken(String rollout) {
        return with(generation, state, since, reason, servedSince, null, rollout);
    }

    /** An incident takes its goodness; what it was before is remembered for a false alarm. */
    public Revision blamed(RevisionState newState, Reason newReason, String byIncident, Instant now) {
        return with(newState, newReason, byIncident, isSuspected() ? stateBefore : state, now);
    }

    /** It is what it was before an incident took its goodness. */
    Revision givenBack(Reason why, Instant now) {
        boolean neverRan = stateBefore == RevisionState.NotRunning && servedSince == null;
        RevisionState before = stateBefore == RevisionState.Good || neverRan ? stateBefore : RevisionState.Candidate;
        return with(before, why, null, null, now);
    }

    /** Another incident has the same suspect and holds it from now on. */
    Revision heldBy(String otherIncident) {
        return new Revision(
                name,
                number,
                hash,
                templateHash,
                configHash,
                generation,
                version,
                state,
                since,
                reason,
                otherIncident,
                stateBefore,
                servedSince,
                availableSince,
                brokenRollout,
                goodTaken,
                releaseTaken,
                floor,
                bytes);
    }

    Revision goodTaken(boolean taken) {
        return taken == goodTaken ? this : taken(taken, releaseTaken);
    }

    Revision releaseTaken(boolean taken) {
        return taken == releaseTaken ? this : taken(goodTaken, taken);
    }

    private Revision taken(boolean good, boolean release) {
        return new Revision(
                name,
                number,
                hash,
                templateHash,
                configHash,
                generation,
                version,
                state,
                since,
                reason,
                incident,
                stateBefore,
                servedSince,
                availableSince,
                brokenRollout,
                good,
                release,
                floor,
                bytes);
    }

    /** No incident holds it any more, and it is in this state. */
    Revision cleared(RevisionState newState, Reason why, Instant now) {
        return with(newState, why, null, null, now);
    }

    public boolean isQuarantined() {
        return state == RevisionState.Quarantined;
    }

    /** An incident took its goodness: it cannot earn it again by itself. */
    public boolean isSuspected() {
        return incident != null;
    }

    private Revision with(RevisionState newState, Reason why, String newIncident, RevisionState before, Instant now) {
        return new Revision(
                name,
                number,
                hash,
                templateHash,
                configHash,
                generation,
                version,
                newState,
                now,
                why.name(),
                newIncident,
                before,
                servedSince,
                null,
                brokenRollout,
                goodTaken,
                releaseTaken,
                floor,
                bytes);
    }

    private Revision with(
            long newGeneration,
            RevisionState newState,
            Instant newSince,
            String newReason,
            Instant newServed,
            Instant newAvailable,
            String newBroken) {
        return new Revision(
                name,
                number,
                hash,
                templateHash,
                configHash,
                newGeneration,
                version,
                newState,
                newSince,
                newReason,
                incident,
                stateBefore,
                newServed,
                newAvailable,
                newBroken,
                goodTaken,
                releaseTaken,
                floor,
                bytes);
    }
}
