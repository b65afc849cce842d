package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What answers in the model's place. */
public class RouteFallback {

    @JsonPropertyDescription("A Service in the namespace of this object that answers without the model.")
    @Required
    public FallbackService serviceRef;

    /** A port of a Service. */
    public static class FallbackService {

        @JsonPropertyDescription("Name of the Service.")
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        public String name;

        @JsonPropertyDescription("Port of the Service, 1 to 65535.")
        @Required
        @Min(1)
        @Max(65535)
        public int port;
    }
}
