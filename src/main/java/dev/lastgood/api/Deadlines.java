package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What is due by when. RFC 3339 with milliseconds. */
public class Deadlines {

    @JsonPropertyDescription(
            "The retrospective: spec.response.retrospectiveWithin of the model after Mitigated, or after Resolved where it was never "
                    + "Mitigated. Fixed then: what is written into the model later holds for later incidents.")
    @Size(max = 40)
    public String retrospective;
}
