package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** Something that a rollback restored, that is still in the cluster, and that no applier owns. */
public class Leftover extends StatusPart<Leftover> {

    @JsonPropertyDescription("Kind and name of the object that contains it, such as ConfigMap/prompts.")
    @Size(max = 320)
    public String object;

    @JsonPropertyDescription(
            "Name of the container whose environment variable it is. Absent: it is a key of a ConfigMap.")
    @Size(max = 63)
    public String container;

    @JsonPropertyDescription("Name of the environment variable, or the key of the ConfigMap.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription("When it was first seen to be left over, RFC 3339.")
    @Size(max = 40)
    public String since;
}
