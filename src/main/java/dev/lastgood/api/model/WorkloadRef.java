package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A workload in the namespace of the object that names it. */
public class WorkloadRef {

    @JsonPropertyDescription(
            "Kind of the workload: Deployment or StatefulSet. A StatefulSet whose updateStrategy is OnDelete, or has a partition, is "
                    + "watched, but no revision of it can be restored: the flags follow. Default: Deployment.")
    @Default("Deployment")
    public WorkloadKind kind = WorkloadKind.Deployment;

    @JsonPropertyDescription(
            "Name of the workload. While it does not exist the condition Ready is False with the reason WorkloadNotFound.")
    @Required
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String name;
}
