package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.probe.SampleCounts;
import java.time.Instant;

/**
 * What is known of one revision of a workload, without its body. Name, number and content never change; the rest is the
 * memory that the ControllerRevision's annotations keep.
 *
 * @param number 1 is the first one seen
 * @param generation metadata.generation of the workload when it last was seen with this content
 */
public record Revision(
        String name,
        long number,
        Content content,
        long generation,
        Standing standing,
        ServicePeriod service,
        Declarations declarations) {

    /** How much of a name or version is kept in a status, in characters. */
    public static final int TEXT_LIMIT = 253;

    /** A snapshot of what is declared now and what nobody has run yet. */
    static Revision snapshot(String name, long number, long generation, Live live, Instant now) {
        return new Revision(
                name,
                number,
                live.content(),
                generation,
                Standing.of(RevisionState.NotRunning, Reason.NotRolledOut, now),
                ServicePeriod.NONE,
                Declarations.NONE);
    }

    public String hash() {
        return content.hash();
    }

    public String templateHash() {
        return content.templateHash();
    }

    public String version() {
        return content.version();
    }

    public RevisionState state() {
        return standing.state();
    }

    public String reason() {
        return standing.reason();
    }

    public String incident() {
        return standing.incident();
    }

    public Instant servedSince() {
        return service.servedSince();
    }

    public boolean isQuarantined() {
        return standing.isQuarantined();
    }

    /** An incident took its goodness: it cannot earn it again by itself. */
    public boolean isSuspected() {
        return standing.isSuspected();
    }

    Revision withState(RevisionState newState, Reason newReason, Instant now) {
        return with(standing.moved(newState, newReason, now));
    }

    Revision withGeneration(long newGeneration) {
        return new Revision(name, number, content, newGeneration, standing, service, declarations);
    }

    Revision servingSince(Instant now) {
        return with(service.began(now));
    }

    Revision availableSince(Instant when) {
        return with(service.availableSince(when));
    }

    Revision withSamples(SampleCounts counted) {
        return with(service.withSamples(counted));
    }

    Revision broken(String rollout) {
        return with(service.broken(rollout));
    }

    /** An incident takes its goodness; what it was before is remembered for a false alarm. */
    public Revision blamed(RevisionState newState, Reason newReason, String byIncident, Instant now) {
        return judged(standing.blamed(newState, newReason, byIncident, now));
    }

    /** It is what it was before an incident took its goodness. */
    public Revision givenBack(Reason why, Instant now) {
        return judged(standing.givenBack(servedSince() != null, why, now));
    }

    /** No incident holds it any more, and it is in this state. */
    Revision cleared(RevisionState newState, Reason why, Instant now) {
        return judged(Standing.of(newState, why, now));
    }

    /** Another incident has the same suspect and holds it from now on. */
    public Revision heldBy(String otherIncident) {
        return with(standing.heldBy(otherIncident));
    }

    Revision with(Declarations next) {
        return new Revision(name, number, content, generation, standing, service, next);
    }

    /** A verdict from outside ends the soak: what was counted before is not about the new state. */
    private Revision judged(Standing next) {
        return with(next).with(service.availableSince(null));
    }

    private Revision with(Standing next) {
        return new Revision(name, number, content, generation, next, service, declarations);
    }

    private Revision with(ServicePeriod next) {
        return new Revision(name, number, content, generation, standing, next, declarations);
    }
}
