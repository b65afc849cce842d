package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A ModelDeployment in the namespace of the object that names it. */
public class ModelRef {

    @JsonPropertyDescription(
            "Name of the ModelDeployment. While it does not exist the incident stays Open with the reason ModelNotFound.")
    @Required
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String name;
}
