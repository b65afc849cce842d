package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.probe.SampleCounts;
import dev.lastgood.decide.workload.Rollout;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one revision of a workload, without its body. Name, number and body never change; the rest is the
 * memory that the ControllerRevision's annotations keep.
 *
 * @param number 1 is the first one seen
 * @param content as it is compared today
 * @param sighting how the controller named the rollout that was last seen complete with this content
 * @param images which bytes its pods run for images that are named by a tag
 * @param checksums which checksums its template began with, and what came later
 */
public record Revision(
        String name,
        long number,
        Content content,
        Sighting sighting,
        Standing standing,
        ServicePeriod service,
        Declarations declarations,
        ImageBytes images,
        ChecksumHistory checksums) {

    /** How much of a name or version is kept in a status, in characters. */
    public static final int TEXT_LIMIT = 253;

    /** A snapshot of what is declared now and what nobody has run yet. */
    static Revision snapshot(String name, long number, Rollout rollout, Live live, Instant now) {
        return new Revision(
                name,
                number,
                live.content(),
                new Sighting(rollout.generation(), ""),
                Standing.of(RevisionState.NotRunning, Reason.NotRolledOut, now),
                ServicePeriod.NONE,
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
    }

    public String hash() {
        return content.hash();
    }

    /** Whether both have the same content, by what counts today. */
    public boolean isSame(Revision other) {
        return content.isSame(other.content);
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

    Revision withState(RevisionState newState, Reason newReason, Instant now) {
        return with(standing.moved(newState, newReason, now));
    }

    /** Good for the reason that another revision with the same content is. */
    Revision inheriting(Revision good, Instant now) {
        return with(new Standing(RevisionState.Good, now, good.reason(), null, null));
    }

    Revision seen(Sighting now) {
        return new Revision(name, number, content, now, standing, service, declarations, images, checksums);
    }

    /** The same revision with what is known of its content now. */
    public Revision with(Content known) {
        return new Revision(name, number, known, sighting, standing, service, declarations, images, checksums);
    }

    Revision with(ImageBytes known) {
        return new Revision(name, number, content, sighting, standing, service, declarations, known, checksums);
    }

    /** What happened to the images of its pods and what to do, in words; empty if they have the bytes of the beginning. */
    public Optional<String> imageDrift() {
        return Optional.ofNullable(images.drift()).map(d -> d.words() + "; " + d.remedy());
    }

    Revision with(ChecksumHistory known) {
        return new Revision(name, number, content, sighting, standing, service, declarations, images, known);
    }

    /** What changed in a Secret, or beside it, and what to do, in words; empty if nothing did since the revision began. */
    public Optional<String> secretChange() {
        return Optional.ofNullable(checksums.change()).map(c -> c.words() + "; " + c.remedy());
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

    /** A person let it in again. It must earn Good as a new one. */
    public Revision released(Instant now) {
        return cleared(RevisionState.Candidate, Reason.Released, now);
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
        return new Revision(name, number, content, sighting, standing, service, next, images, checksums);
    }

    /** A verdict from outside ends the soak: what was counted before is not about the new state. */
    private Revision judged(Standing next) {
        return with(next).with(service.availableSince(null));
    }

    private Revision with(Standing next) {
        return new Revision(name, number, content, sighting, next, service, declarations, images, checksums);
    }

    private Revision with(ServicePeriod next) {
        return new Revision(name, number, content, sighting, standing, next, declarations, images, checksums);
    }
}
