package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** When people last heard something new of an incident. */
public class LastUpdate extends StatusPart<LastUpdate> {

    @JsonPropertyDescription(
            "When phase, severity, customerImpact, mitigationETA or acknowledgedBy last changed, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String at;

    @JsonPropertyDescription("Digest of those, by which a change is seen.")
    @Size(max = 64)
    public String content;

    @JsonPropertyDescription("Who had acknowledged it by then.")
    @Size(max = 256)
    public String acknowledgedBy;

    @JsonPropertyDescription(
            "When the next reminder comes, RFC 3339 with milliseconds. Absent: an update is not overdue.")
    @Size(max = 40)
    public String remindAt;
}
