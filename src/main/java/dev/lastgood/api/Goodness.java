package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** How a revision earns the state Good. */
public class Goodness {

    @JsonPropertyDescription(
            "How long a revision must have been rolled out and available without a break. A duration such as 90s, 10m or 1h30m; "
                    + "default 10m, at most 168h. Of several ModelDeployments on one workload the longest counts.")
    @Default("10m")
    @Pattern(Durations.PATTERN)
    @ValidationRule(
            value = "duration(self) <= duration('168h')",
            message = "soak is at most 168h: write a shorter duration such as 10m")
    public String soak = "10m";
}
