package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One part of a pod template, with its value in the failed revision. */
public class BlamedTemplatePart {

    @JsonPropertyDescription("Where in the pod template the part is.")
    @Required
    public TemplateSection in;

    @JsonPropertyDescription(
            "Name of the container, volume or field of the pod's spec, or key of the label or annotation. Empty in Containers, "
                    + "InitContainers and Volumes: the list of their names, in order.")
    @Required
    @Size(max = 317)
    public String name;

    @JsonPropertyDescription(
            "Only in Containers and InitContainers: the field of the container, such as image, or env/NAME for one environment "
                    + "variable. Default: the whole container.")
    @Size(max = 1024)
    public String field;

    @JsonPropertyDescription(
            "The value in the failed revision. Absent: the failed revision did not have the part, and it has its failed value while it is "
                    + "absent.")
    @PreserveUnknownFields
    public JsonNode value;
}
