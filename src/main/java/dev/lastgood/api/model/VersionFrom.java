package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where a revision's version is read. */
public class VersionFrom {

    @JsonPropertyDescription(
            "An annotation of the pod template, else of the workload. Where it is missing the image's tag is the version.")
    @Required
    @Size(min = 1, max = 317)
    public String annotation;
}
