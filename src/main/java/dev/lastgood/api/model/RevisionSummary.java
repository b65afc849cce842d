package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** One revision, as a person wants to see it. */
public class RevisionSummary extends StatusPart<RevisionSummary> {

    @JsonPropertyDescription("Name of the ControllerRevision.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription("Its number: 1 is the first that Lastgood saw.")
    public long number;

    @JsonPropertyDescription("Its version: an annotation (spec.gateway.versionFrom) or the image's tag.")
    @Size(max = 253)
    public String version;

    @JsonPropertyDescription(
            "NotRunning: no pod runs it yet. Candidate: not proved. Good: earned or declared. Quarantined: rolled back and kept out.")
    public RevisionState state;

    @JsonPropertyDescription("Since when it is in this state, RFC 3339.")
    @Size(max = 40)
    public String since;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("Name of the incident that took its goodness.")
    @Size(max = 253)
    public String incident;
}
