package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What a fix changes, in words. */
public class QuarantineFix {

    @JsonPropertyDescription(
            "What to change in the pod template, such as image of container gateway. At most 1024 characters.")
    @Size(max = 1024)
    public String template;

    @JsonPropertyDescription(
            "What to change in the configuration, such as key system.txt of ConfigMap prompts. At most 1024 characters.")
    @Size(max = 1024)
    public String configuration;
}
