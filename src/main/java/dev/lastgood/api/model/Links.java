package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** Where to look further. */
public class Links extends StatusPart<Links> {

    @JsonPropertyDescription("The dashboard of the model, made of the setting lastgood.links.dashboard.")
    @Size(max = 512)
    public String dashboard;

    @JsonPropertyDescription(
            "The trace of a bad answer, made of the setting lastgood.links.trace; absent: no trace is known.")
    @Size(max = 512)
    public String trace;

    @JsonPropertyDescription("The incident itself, made of the setting lastgood.links.incident.")
    @Size(max = 512)
    public String incident;
}
