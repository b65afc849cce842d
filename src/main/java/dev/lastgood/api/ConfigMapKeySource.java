package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A text that stands in a ConfigMap. */
public class ConfigMapKeySource {

    @JsonPropertyDescription("The ConfigMap, in the namespace of this object, and its key.")
    @Required
    public ConfigMapKeyRef configMapKeyRef;
}
