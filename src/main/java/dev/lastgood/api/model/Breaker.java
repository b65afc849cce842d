package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Too many rollbacks in a short time are a sign that rolling back is no answer. */
public class Breaker {

    @JsonPropertyDescription(
            "After so many rollbacks of the workload within the window, incidents that probes or alerts opened are suggested only; a "
                    + "person's own still acts. So often within the window may also somebody bring a failed revision back before the "
                    + "flags and people follow. 1 to 20, default 3.")
    @Default("3")
    @Min(1)
    @Max(20)
    public int rollbacks = 3;

    @JsonPropertyDescription(
            "The window. The breaker closes by itself when fewer rollbacks are within it. A duration such as 90s, 10m or 1h, at most "
                    + "168h. Default: 1h.")
    @Default("1h")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('168h')",
            message = "window is a duration between 1s and 168h: write one such as 90s, 10m or 1h")
    public String window = "1h";
}
