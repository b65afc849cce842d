package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** One prompt's version: what ran against what should have. */
public class PromptVersion extends StatusPart<PromptVersion> {

    @JsonPropertyDescription("Which prompt, such as system or user.")
    @Size(max = 64)
    public String name;

    @JsonPropertyDescription("The version in admin_ai_prompts; absent: none was logged.")
    @Size(max = 64)
    public String logged;

    @JsonPropertyDescription("The version that Git declares (spec.prompts.versions); absent: none is declared.")
    @Size(max = 64)
    public String declared;

    @JsonPropertyDescription("Matches, Differs, or Unknown where one of the two is absent.")
    @Size(max = 16)
    public String verdict;
}
