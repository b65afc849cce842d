package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A part of the pod template that does not count. */
public class IgnoredPart extends StatusPart<IgnoredPart> {

    @JsonPropertyDescription(
            "What it is, such as template label run-id, template annotation checksum/config, or environment variable GIT_SHA.")
    @Size(max = 512)
    public String part;

    @JsonPropertyDescription(
            "Why it is ignored. Known: it carries no behavior in any workload. Configured: spec.gateway.ignore or ignoreAnnotations "
                    + "names it. Learned: its value was another one in each of the last three changes.")
    public IgnoredReason reason;
}
