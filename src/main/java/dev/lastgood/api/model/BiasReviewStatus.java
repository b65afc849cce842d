package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** The next review for bias by the schedule. */
public class BiasReviewStatus extends StatusPart<BiasReviewStatus> {

    @JsonPropertyDescription("When it is due by the schedule, RFC 3339. A BiasDrift incident moves the row, not this.")
    @Size(max = 40)
    public String next;

    @JsonPropertyDescription(
            "true: its row stands in ai_model_bias_reviews. false: see the condition BiasReviewScheduled.")
    public boolean recorded;
}
