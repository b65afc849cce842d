package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A pattern that must not be found in an answer. */
public class ForbiddenPattern {

    @JsonPropertyDescription(
            "Name of the pattern, as it is told when it is found, such as us-ssn. 1 to 63 letters, digits, '_' or '-'.")
    @Required
    @Size(min = 1, max = 63)
    @Pattern("^[A-Za-z0-9_-]+$")
    public String name;

    @JsonPropertyDescription(
            "A regular expression (RE2 syntax: no look-around, no back references); at most 512 characters. One that is none: Unknown "
                    + "(ProbeInvalid).")
    @Required
    @Size(min = 1, max = 512)
    public String pattern;
}
