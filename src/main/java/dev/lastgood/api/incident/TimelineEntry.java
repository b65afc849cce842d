package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** One line of an incident's story. */
public class TimelineEntry extends StatusPart<TimelineEntry> {

    @JsonPropertyDescription("When, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String at;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("What happened.")
    @Size(max = 1024)
    public String message;
}
