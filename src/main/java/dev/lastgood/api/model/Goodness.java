package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How a revision earns the state Good. */
public class Goodness {

    @JsonPropertyDescription(
            "How long a revision must have been rolled out and available without a break. A duration such as 90s, 10m or 1h30m; "
                    + "default 10m, 1s to 168h. Of several ModelDeployments on one workload the longest counts.")
    @Default("10m")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('168h')",
            message = "soak is a duration between 1s and 168h: write one such as 90s, 10m or 1h30m")
    public String soak = "10m";

    @JsonPropertyDescription(
            "How many good samples a revision needs, where the model has probes: of all probes together, at least one of each, and "
                    + "under 5 % bad. 1 to 100000, default 20. A bad verdict sets the soak and the samples back to nothing. Of several "
                    + "ModelDeployments on one workload the largest counts.")
    @Default("20")
    @Min(1)
    @Max(100000)
    public int minGoodSamples = 20;
}
