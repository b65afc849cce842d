package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** How incidents of a model are answered. */
public class Response {

    @JsonPropertyDescription(
            "How long the restored revision may take to serve before the flags follow. A duration such as 90s or 10m, at most 24h. "
                    + "Default: the Deployment's progressDeadlineSeconds plus 30s.")
    @Pattern(Durations.PATTERN)
    @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message = "rollbackDeadline is between 1s and 24h: write a duration such as 10m")
    public String rollbackDeadline;
}
