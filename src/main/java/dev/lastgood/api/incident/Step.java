package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** One step of an incident. */
public class Step extends StatusPart<Step> {

    @JsonPropertyDescription("Identity of the step within the incident: <attempt>/<name>. Never used twice.")
    @Size(max = 300)
    public String id;

    @JsonPropertyDescription("What it does.")
    public StepType type;

    @JsonPropertyDescription(
            "Pending: waits, see the reason; tried again by itself. Running: under way. Done. Failed: see the reason. Skipped: not needed "
                    + "or not possible, see the reason.")
    public StepState state;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("When it began, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String startedAt;

    @JsonPropertyDescription("When it ended, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String finishedAt;

    @JsonPropertyDescription("What happened, for a person.")
    @Size(max = 1024)
    public String message;
}
