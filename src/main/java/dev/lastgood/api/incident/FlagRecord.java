package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A flag that was switched off. */
public class FlagRecord extends StatusPart<FlagRecord> {

    @JsonPropertyDescription("Name of the flag.")
    @Size(max = 253)
    public String name;

    @JsonPropertyDescription(
            "The flag's own definition before, at most 8 KiB; a larger one only as its SHA-256 digest, which cannot be put back.")
    @Size(max = 8192)
    public String before;

    @JsonPropertyDescription("The flag's own definition after, likewise.")
    @Size(max = 8192)
    public String after;

    @JsonPropertyDescription(
            "Digest of the ConfigMap's whole content when the flag was last seen off. Only where it differs the flag is looked at again.")
    @Size(max = 128)
    public String content;

    @JsonPropertyDescription("How often somebody switched it on again and Lastgood saw it. Absent: never.")
    public Integer reverts;

    @JsonPropertyDescription("When that was seen last, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String revertedAt;
}
