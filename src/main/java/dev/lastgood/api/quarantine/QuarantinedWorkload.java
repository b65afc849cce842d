package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.WorkloadKind;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The workload whose revision is kept out. */
public class QuarantinedWorkload {

    @JsonPropertyDescription("Kind of the workload.")
    @Required
    public WorkloadKind kind;

    @JsonPropertyDescription("Name of the workload. It need not exist.")
    @Required
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String name;
}
