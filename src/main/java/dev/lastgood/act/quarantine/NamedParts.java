package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.decide.revision.ConfigurationPart;
import dev.lastgood.decide.revision.TemplatePart;
import java.util.ArrayList;
import java.util.List;

/** From the names of blamed parts, as earlier versions of Lastgood wrote them, to the parts with their values. */
final class NamedParts {

    /**
     * @param names lists of names: {@code containers}, {@code initContainers}, {@code volumes}, {@code podFields},
     *     {@code templateLabels}, {@code templateAnnotations}
     */
    static List<TemplatePart> template(JsonNode names, JsonNode template) {
        JsonNode spec = template.path("spec");
        JsonNode metadata = template.path("metadata");
        List<TemplatePart> parts = new ArrayList<>();
        for (JsonNode name : names.path("containers")) {
            parts.add(part(TemplatePart.In.Containers, name, named(spec.path("containers"), name)));
        }
        for (JsonNode name : names.path("initContainers")) {
            parts.add(part(TemplatePart.In.InitContainers, name, named(spec.path("initContainers"), name)));
        }
        for (JsonNode name : names.path("volumes")) {
            parts.add(part(TemplatePart.In.Volumes, name, named(spec.path("volumes"), name)));
        }
        for (JsonNode name : names.path("podFields")) {
            parts.add(part(TemplatePart.In.Pod, name, spec.path(name.asText())));
        }
        for (JsonNode name : names.path("templateLabels")) {
            parts.add(part(TemplatePart.In.Labels, name, metadata.path("labels").path(name.asText())));
        }
        for (JsonNode name : names.path("templateAnnotations")) {
            parts.add(part(
                    TemplatePart.In.Annotations,
                    name,
                    metadata.path("annotations").path(name.asText())));
        }
        return parts;
    }

    /** @param names {@code configKeys}: lists of keys, by ConfigMap */
    static List<ConfigurationPart> configuration(JsonNode names, JsonNode configMaps) {
        List<ConfigurationPart> parts = new ArrayList<>();
        names.path("configKeys").fields().forEachRemaining(map -> {
            for (JsonNode key : map.getValue()) {
                JsonNode content = configMaps.path(map.getKey());
                parts.add(new ConfigurationPart(
                        map.getKey(),
                        key.asText(),
                        content.path("data").path(key.asText()).textValue(),
                        content.path("binaryData").path(key.asText()).textValue()));
            }
        });
        return parts;
    }

    private static TemplatePart part(TemplatePart.In in, JsonNode name, JsonNode value) {
        return new TemplatePart(in, name.asText(), null, value);
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
