package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import java.util.TreeMap;

/** The prompts that belong to what Git declares. */
public class Prompts {

    @JsonPropertyDescription(
            "Version by name of the prompt, such as system: \"7\" and user: \"3\": what admin_ai_prompts should log at "
                    + "promptVersions. An incident's status.diagnosis.prompts says whether it does. At most 8, each name and version at "
                    + "most 64 characters.")
    @Size(max = 8)
    @ValidationRule(
            value = "self.all(p, size(p) >= 1 && size(p) <= 64 && size(self[p]) >= 1 && size(self[p]) <= 64)",
            message = "names and versions of prompts have 1 to 64 characters: write such as system: \"7\"")
    public Map<String, String> versions = new TreeMap<>();
}
