package dev.lastgood.decide.revision;

import dev.lastgood.api.model.RevisionState;
import java.time.Instant;

/** Builds a revision of which only a little matters. */
public final class Revisions {
    private final String name;
    private String hash;
    private long number = 1;
    private String version = "v1";
    private RevisionState state = RevisionState.Candidate;
    private Instant servedSince;
    private boolean floor;

    private Revisions(String name) {
        this.name = name;
        this.hash = GatewayStory.hash(name);
    }

    public static Revisions named(String name) {
        return new Revisions(name);
    }

    Revisions hash(String newHash) {
        hash = newHash;
        return this;
    }

    Revisions number(long newNumber) {
        number = newNumber;
        return this;
    }

    Revisions version(String newVersion) {
        version = newVersion;
        return this;
    }

    public Revisions state(RevisionState newState) {
        state = newState;
        return this;
    }

    public Revisions served(String since) {
        servedSince = Instant.parse(since);
        return this;
    }

    Revisions floor() {
        floor = true;
        return this;
    }

    public Revision build() {
        return new Revision(
                name,
                number,
                new Content(hash, hash, "", Configuration.UNKNOWN, version, Footprint.inOneObject(1000)),
                new Sighting(1, ""),
                new Standing(state, Instant.EPOCH, null, null, null),
                new ServicePeriod(servedSince, null, null, null),
                new Declarations(false, false, floor),
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
    }
}
