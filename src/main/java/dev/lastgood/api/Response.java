package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How incidents of a model are answered. */
public class Response {

    @JsonPropertyDescription(
            "How long the restored revision may take to serve before the flags follow. A duration such as 90s or 10m, at most 24h. "
                    + "Default: the Deployment's progressDeadlineSeconds plus 30s.")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message = "rollbackDeadline is a duration between 1s and 24h: write one such as 90s or 10m")
    public String rollbackDeadline;
}
