package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A flag that was switched off. */
public class FlagRecord {

    @JsonPropertyDescription("Name of the flag.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription(
            "The flag's own definition before, at most 8 KiB; a larger one only as its SHA-256 digest.")
    @Size(max = 8192)
    public String before;

    @JsonPropertyDescription("The flag's own definition after, likewise.")
    @Size(max = 8192)
    public String after;
}
