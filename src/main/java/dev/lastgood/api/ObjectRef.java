package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An object in the namespace of the object that names it; its kind is that of the field. */
public class ObjectRef {

    @JsonPropertyDescription("Name of the object, in the namespace of this one.")
    @Required
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String name;
}
