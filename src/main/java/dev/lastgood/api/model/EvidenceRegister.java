package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What the evidence register says of a model's incidents. */
public class EvidenceRegister {

    @JsonPropertyDescription(
            "The control that an incident's record is evidence for, as the register calls it, such as SOC 2 CC7.4. At most 256 characters. Default: empty.")
    @Size(max = 256)
    public String controlMapping;

    @JsonPropertyDescription("Who answers for the evidence, such as a team. At most 256 characters. Default: empty.")
    @Size(max = 256)
    public String owner;
}
