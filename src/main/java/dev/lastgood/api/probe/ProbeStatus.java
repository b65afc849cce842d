package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** What a probe says. */
public class ProbeStatus extends StatusPart<ProbeStatus> {

    @JsonPropertyDescription("Name of the probe.")
    @Size(max = 63)
    public String name;

    @JsonPropertyDescription(
            "Bad after failAfter Bad samples in a row, Unknown after as many Unknown ones, Good with the first Good one.")
    public Outcome outcome;

    @JsonPropertyDescription("Since when, RFC 3339; absent before the first sample.")
    @Size(max = 40)
    public String since;

    @JsonPropertyDescription(
            "When the outcome first became Bad after the last Good sample, RFC 3339, also if another revision served then. A revision "
                    + "that began to serve later is not rolled back for it. Absent: there was a Good sample since.")
    @Size(max = 40)
    public String badSince;

    @JsonPropertyDescription("Bad samples in a row when the outcome last changed.")
    public int consecutive;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("The facts of the sample that made the outcome; never a body.")
    @Size(max = 1024)
    public String message;
}
