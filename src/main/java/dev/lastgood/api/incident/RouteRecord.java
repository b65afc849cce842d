package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A route that was switched to its fallback. */
public class RouteRecord extends StatusPart<RouteRecord> {

    @JsonPropertyDescription("Name of the HTTPRoute.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription(
            "The backendRefs of each rule that was switched, by the rule's index, before: JSON, at most 8 KiB; larger ones only as their "
                    + "SHA-256 digest, which cannot be put back.")
    @Size(max = 8192)
    public String before;

    @JsonPropertyDescription("The same after.")
    @Size(max = 8192)
    public String after;
}
