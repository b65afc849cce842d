package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.api.quarantine.BlamedConfigurationPart;
import dev.lastgood.api.quarantine.BlamedTemplatePart;
import dev.lastgood.api.quarantine.TemplateSection;
import java.util.ArrayList;
import java.util.List;

/** From the names of blamed parts, and a revision's data, to the parts with their values. */
final class NamedParts {

    /**
     * @param names lists of names: {@code containers}, {@code initContainers}, {@code volumes}, {@code podFields},
     *     {@code templateLabels}, {@code templateAnnotations}
     */
    static List<BlamedTemplatePart> template(JsonNode names, JsonNode template) {
        JsonNode spec = template.path("spec");
        JsonNode metadata = template.path("metadata");
        List<BlamedTemplatePart> parts = new ArrayList<>();
        for (JsonNode name : names.path("containers")) {
            parts.add(part(TemplateSection.Containers, name, named(spec.path("containers"), name)));
        }
        for (JsonNode name : names.path("initContainers")) {
            parts.add(part(TemplateSection.InitContainers, name, named(spec.path("initContainers"), name)));
        }
        for (JsonNode name : names.path("volumes")) {
            parts.add(part(TemplateSection.Volumes, name, named(spec.path("volumes"), name)));
        }
        for (JsonNode name : names.path("podFields")) {
            parts.add(part(TemplateSection.Pod, name, spec.path(name.asText())));
        }
        for (JsonNode name : names.path("templateLabels")) {
            parts.add(part(
                    TemplateSection.Labels, name, metadata.path("labels").path(name.asText())));
        }
        for (JsonNode name : names.path("templateAnnotations")) {
            parts.add(part(
                    TemplateSection.Annotations,
                    name,
                    metadata.path("annotations").path(name.asText())));
        }
        return parts;
    }

    /** @param names {@code configKeys}: lists of keys, by ConfigMap */
    static List<BlamedConfigurationPart> configuration(JsonNode names, JsonNode configMaps) {
        List<BlamedConfigurationPart> parts = new ArrayList<>();
        names.path("configKeys").fields().forEachRemaining(map -> {
            for (JsonNode key : map.getValue()) {
                BlamedConfigurationPart part = new BlamedConfigurationPart();
                part.configMap = map.getKey();
                part.key = key.asText();
                JsonNode content = configMaps.path(map.getKey());
                part.data = content.path("data").path(part.key).textValue();
                part.binaryData = content.path("binaryData").path(part.key).textValue();
                parts.add(part);
            }
        });
        return parts;
    }

    private static BlamedTemplatePart part(TemplateSection section, JsonNode name, JsonNode value) {
        BlamedTemplatePart part = new BlamedTemplatePart();
        part.in = section;
        part.name = name.asText();
        part.value = value.isMissingNode() ? null : value;
        return part;
    }

    private static JsonNode named(JsonNode list, JsonNode name) {
        for (JsonNode element : list) {
            if (element.path("name").equals(name)) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }

    private NamedParts() {}
}
