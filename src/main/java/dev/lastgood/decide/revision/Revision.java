package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.probe.SampleCounts;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

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
 * @param samples what its probes had counted when it was last written down, null: nothing
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
        SampleCounts samples,
        String brokenRollout,
        boolean goodTaken,
        boolean releaseTaken,
        boolean floor,
        long bytes) {

    /** How much of a name or version is kept in a status, in characters. */
    public static final int TEXT_LIMIT = 253;

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
        return but(next -> {
            next.since = newState == state ? since : now;
            next.state = newState;
            next.reason = newReason.name();
        });
    }

    Revision withGeneration(long newGeneration) {
        return but(next -> next.generation = newGeneration);
    }

    Revision servingSince(Instant now) {
        return but(next -> {
            next.servedSince = now;
            next.availableSince = null;
            next.samples = null;
        });
    }

    Revision availableSince(Instant when) {
        return but(next -> {
            next.availableSince = when;
            next.samples = null;
        });
    }

    Revision withSamples(SampleCounts counted) {
        return Objects.equals(counted, samples) ? this : but(next -> next.samples = counted);
    }

    Revision broken(String rollout) {
        return but(next -> {
            next.availableSince = null;
            next.samples = null;
            next.brokenRollout = rollout;
        });
    }

    /** An incident takes its goodness; what it was before is remembered for a false alarm. */
    public Revision blamed(RevisionState newState, Reason newReason, String byIncident, Instant now) {
        return become(newState, newReason, byIncident, isSuspected() ? stateBefore : state, now);
    }

    /** It is what it was before an incident took its goodness. */
    public Revision givenBack(Reason why, Instant now) {
        boolean neverRan = stateBefore == RevisionState.NotRunning && servedSince == null;
        RevisionState before = stateBefore == RevisionState.Good || neverRan ? stateBefore : RevisionState.Candidate;
        return become(before, why, null, null, now);
    }

    /** No incident holds it any more, and it is in this state. */
    Revision cleared(RevisionState newState, Reason why, Instant now) {
        return become(newState, why, null, null, now);
    }

    /** Another incident has the same suspect and holds it from now on. */
    public Revision heldBy(String otherIncident) {
        return but(next -> next.incident = otherIncident);
    }

    Revision goodTaken(boolean taken) {
        return but(next -> next.goodTaken = taken);
    }

    Revision releaseTaken(boolean taken) {
        return but(next -> next.releaseTaken = taken);
    }

    public boolean isQuarantined() {
        return state == RevisionState.Quarantined;
    }

    /** An incident took its goodness: it cannot earn it again by itself. */
    public boolean isSuspected() {
        return incident != null;
    }

    private Revision become(RevisionState newState, Reason why, String newIncident, RevisionState before, Instant now) {
        return but(next -> {
            next.state = newState;
            next.since = now;
            next.reason = why.name();
            next.incident = newIncident;
            next.stateBefore = before;
            next.availableSince = null;
            next.samples = null;
        });
    }

    private Revision but(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return next.revision(this);
    }

    /** What can change of a revision. */
    private static final class Draft {
        private long generation;
        private RevisionState state;
        private Instant since;
        private String reason;
        private String incident;
        private RevisionState stateBefore;
        private Instant servedSince;
        private Instant availableSince;
        private SampleCounts samples;
        private String brokenRollout;
        private boolean goodTaken;
        private boolean releaseTaken;

        Draft(Revision from) {
            generation = from.generation;
            state = from.state;
            since = from.since;
            reason = from.reason;
            incident = from.incident;
            stateBefore = from.stateBefore;
            servedSince = from.servedSince;
            availableSince = from.availableSince;
            samples = from.samples;
            brokenRollout = from.brokenRollout;
            goodTaken = from.goodTaken;
            releaseTaken = from.releaseTaken;
        }

        Revision revision(Revision of) {
            return new Revision(
                    of.name,
                    of.number,
                    of.hash,
                    of.templateHash,
                    of.configHash,
                    generation,
                    of.version,
                    state,
                    since,
                    reason,
                    incident,
                    stateBefore,
                    servedSince,
                    availableSince,
                    samples,
                    brokenRollout,
                    goodTaken,
                    releaseTaken,
                    of.floor,
                    of.bytes);
        }
    }
}
