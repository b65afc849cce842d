package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A rollback of a model, as the breaker counts it. */
public class RollbackEvent extends StatusPart<RollbackEvent> {

    @JsonPropertyDescription("When it was done, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String at;

    @JsonPropertyDescription("Name of the incident that it was done for.")
    @Size(max = 253)
    public String incident;
}
