package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** When an incident reached what. RFC 3339 with milliseconds. */
public class Times extends StatusPart<Times> {

    @JsonPropertyDescription("Detected: spec.detectedAt, else creation.")
    @Size(max = 40)
    public String detected;

    @JsonPropertyDescription(
            "When the present attempt began: the first one, one that a person asked for, or one that began because the revision was bad "
                    + "again.")
    @Size(max = 40)
    public String attempt;

    @JsonPropertyDescription(
            "Since when the workload is missing. Absent: it is there. Flags and route follow after ten seconds, because tools that "
                    + "replace an object delete it first.")
    @Size(max = 40)
    public String workloadMissing;

    @JsonPropertyDescription("The workload was patched, or the last flag switched off.")
    @Size(max = 40)
    public String stabilized;

    @JsonPropertyDescription("The restored revision really served, or the flags were off.")
    @Size(max = 40)
    public String mitigated;

    @JsonPropertyDescription("A resolution was given, or the probes were good for long.")
    @Size(max = 40)
    public String resolved;

    @JsonPropertyDescription("Closed.")
    @Size(max = 40)
    public String closed;
}
