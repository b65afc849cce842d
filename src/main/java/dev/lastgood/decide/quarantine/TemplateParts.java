package dev.lastgood.decide.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.api.quarantine.BlamedTemplatePart;
import dev.lastgood.api.quarantine.TemplateSection;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the blamed parts of a pod template are now, judged as the admission policies judge it. */
public final class TemplateParts {

    private static final String ONE_VARIABLE = "env/";

    /** 1 and 1.0, or an int and a long, are the same number, as in the policy's language. */
    private static final Comparator<JsonNode> LENIENT =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    /** Whether all parts have the value that they had in the failed revision; false if there is none. */
    public static boolean areBack(List<BlamedTemplatePart> parts, JsonNode template) {
        return !parts.isEmpty() && parts.stream().allMatch(part -> isBack(part, template));
    }

    private static boolean isBack(BlamedTemplatePart part, JsonNode template) {
        JsonNode failed = part.value == null ? MissingNode.getInstance() : part.value;
        boolean ofElement = isElement(part) && !part.name.isEmpty() && part.field != null;
        // A container that is gone is another change than one of its fields.
        return (!ofElement || !element(part, template).isMissingNode())
                && value(part, template).equals(LENIENT, failed);
    }

    /** By part, in words: the digest of its value; "" if it is absent. */
    public static Map<String, String> digests(List<BlamedTemplatePart> parts, JsonNode template) {
        Map<String, String> digests = new TreeMap<>();
        parts.forEach(part -> digests.put(words(part), digest(value(part, template))));
        return digests;
    }

    /** As {@link #digests}, of the values in the failed revision. */
    public static Map<String, String> failed(List<BlamedTemplatePart> parts) {
        Map<String, String> digests = new TreeMap<>();
        parts.forEach(part -> digests.put(words(part), part.value == null ? "" : digest(part.value)));
        return digests;
    }

    private static String digest(JsonNode value) {
        return value.isMissingNode() ? "" : Digest.of(value);
    }

    /** The same words as in the objects that kept revisions out before there were Quarantines. */
    private static String words(BlamedTemplatePart part) {
        String what =
                switch (part.in) {
                    case Containers -> "container ";
                    case InitContainers -> "init container ";
                    case Volumes -> "volume ";
                    case Pod -> "pod field ";
                    case Labels -> "template label ";
                    case Annotations -> "template annotation ";
                };
        return (part.field == null ? "" : part.field + " of ") + what + part.name;
    }

    private static JsonNode value(BlamedTemplatePart part, JsonNode template) {
        JsonNode spec = template.path("spec");
        JsonNode metadata = template.path("metadata");
        return switch (part.in) {
            case Pod -> spec.path(part.name);
            case Labels -> metadata.path("labels").path(part.name);
            case Annotations -> metadata.path("annotations").path(part.name);
            default -> part.name.isEmpty() ? names(list(part.in, template)) : ofElement(part, element(part, template));
        };
    }

    private static JsonNode ofElement(BlamedTemplatePart part, JsonNode element) {
        if (part.field == null) {
            return element;
        }
        return part.field.startsWith(ONE_VARIABLE)
                ? named(element.path("env"), part.field.substring(ONE_VARIABLE.length()))
                : element.path(part.field);
    }

    private static JsonNode element(BlamedTemplatePart part, JsonNode template) {
        return named(list(part.in, template), part.name);
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode element : list) {
            if (element.path("name").asText().equals(name)) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }

    private static ArrayNode names(JsonNode list) {
        ArrayNode names = Json.object().arrayNode();
        list.forEach(element -> names.add(element.path("name")));
        return names;
    }

    private static boolean isElement(BlamedTemplatePart part) {
        return switch (part.in) {
            case Containers, InitContainers, Volumes -> true;
            default -> false;
        };
    }

    private static JsonNode list(TemplateSection section, JsonNode template) {
        return template.path("spec")
                .path(
                        switch (section) {
                            case Containers -> "containers";
                            case InitContainers -> "initContainers";
                            default -> "volumes";
                        });
    }

    private TemplateParts() {}
}
