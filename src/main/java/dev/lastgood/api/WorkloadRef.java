package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A workload in the namespace of the object that names it. */
public class WorkloadRef {

    @JsonPropertyDescription("Kind of the workload: Deployment. Default: Deployment.")
    @Default("Deployment")
    @Size(max = 63)
    @ValidationRule(
            value = "self == 'Deployment'",
            message = "only a Deployment can be a gateway's workload in this version: write kind: Deployment")
    public String kind = "Deployment";

    @JsonPropertyDescription(
            "Name of the workload. While it does not exist the condition Ready is False with the reason WorkloadNotFound.")
    @Required
    @Size(min = 1, max = 253)
    @Pattern(Lastgood.OBJECT_NAME)
    public String name;
}
