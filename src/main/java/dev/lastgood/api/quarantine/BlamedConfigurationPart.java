package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One key of a ConfigMap, with its value in the failed revision. Without data and binaryData the key was absent. */
public class BlamedConfigurationPart {

    @JsonPropertyDescription("Name of the ConfigMap.")
    @Required
    @Size(max = 253)
    public String configMap;

    @JsonPropertyDescription("Key in data or binaryData.")
    @Required
    @Size(max = 253)
    public String key;

    @JsonPropertyDescription("The value in data. Absent: the key was not in data.")
    @Size(max = 1048576)
    public String data;

    @JsonPropertyDescription("The value in binaryData, in base64. Absent: the key was not in binaryData.")
    @Size(max = 1398104)
    public String binaryData;
}
