package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.probe.Outcome;
import io.fabric8.generator.annotation.Size;

/** A time in which one revision served. */
public class ServiceTurn extends StatusPart<ServiceTurn> {

    @JsonPropertyDescription("Name of the ControllerRevision that served.")
    @Size(max = 253)
    public String revision;

    @JsonPropertyDescription("Its version.")
    @Size(max = 253)
    public String version;

    @JsonPropertyDescription("When it began to serve, RFC 3339.")
    @Size(max = 40)
    public String from;

    @JsonPropertyDescription("When the next revision began to serve, RFC 3339. Absent: this one serves now.")
    @Size(max = 40)
    public String to;

    @JsonPropertyDescription(
            "The last that the model's probes said of it in this time: Good or Bad. Absent: they said neither, or there are none. A "
                    + "revision of which they said Bad last is not restored until it is Good again or declared good.")
    public Outcome verdict;
}
