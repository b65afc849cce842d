package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A ConfigMap that is not part of a revision. */
public class ExcludedConfigMap extends StatusPart<ExcludedConfigMap> {

    /** Longest text of {@link #writtenBy}. */
    public static final int WRITER_LIMIT = 512;

    @JsonPropertyDescription("Name of the ConfigMap.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription(
            "The controller that writes it, as in istiod, or kind, name and API version of the object that owns it.")
    @Size(max = WRITER_LIMIT)
    public String writtenBy;
}
