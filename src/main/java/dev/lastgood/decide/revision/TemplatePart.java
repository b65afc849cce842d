package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.lib.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One part of a pod template, with the value that the part had in the failed revision.
 *
 * @param in where the part is
 * @param name of the container, volume or pod field, or the key of the label or annotation; "" for the names of all
 *     elements of a list, see {@code value}
 * @param field of a container: {@code image}, {@code command} and so on, {@code env/NAME} for one environment variable, and
 *     {@code env/} for the names of all of them; null for the whole element
 * @param value as in the failed revision; missing if the failed revision did not have the part. For the names of a list an
 *     array of them in their order
 */
public record TemplatePart(In in, String name, String field, JsonNode value) {

    /** Where a part is. */
    public enum In {
        Containers("containers", "container"),
        InitContainers("initContainers", "init container"),
        Volumes("volumes", "volume"),
        Pod(null, "pod field"),
        Labels("labels", "template label"),
        Annotations("annotations", "template annotation");

        private final String member;
        private final String words;

        In(String member, String words) {
            this.member = member;
            this.words = words;
        }

        /** The member of the pod's spec, or of its metadata, that holds the elements; null for the pod itself. */
        String member() {
            return member;
        }

        /** Containers and init containers have fields. */
        boolean hasFields() {
            return this == Containers || this == InitContainers;
        }
    }

    /** What a part of a template is there for. */
    public enum Role {
        /** What runs. */
        Content,
        /** Where and how it runs. */
        Placement,
        /** What others read: labels and annotations. */
        Mark
    }

    /** The field of one environment variable is this and its name. */
    static final String VARIABLE = "env/";

    /** The fields of a container that say what runs; all others are placement. */
    static final Set<String> CONTENT = Set.of(
            "image",
            "command",
            "args",
            "workingDir",
            "env",
            "envFrom",
            "volumeMounts",
            "volumeDevices",
            "lifecycle",
            "restartPolicy");

    /** A missing value is never null. */
    public TemplatePart {
        value = value == null ? MissingNode.getInstance() : value;
    }

    /** What the part is there for. */
    public Role role() {
        return switch (in) {
            case Labels, Annotations -> Role.Mark;
            case Pod -> Role.Placement;
            case Volumes -> Role.Content;
            case Containers, InitContainers ->
                field == null || isVariable() || CONTENT.contains(field) ? Role.Content : Role.Placement;
        };
    }

    /** The part in words: {@code image of container gateway}. */
    public String words() {
        String element = name.isEmpty() ? "the list of " + in.member : in.words + " " + name;
        return field == null
                ? element
                : (isVariable() ? "env " + field.substring(VARIABLE.length()) : field) + " of " + element;
    }

    /** Whether the template has the part with the failed value; the admission policy decides in the same way. */
    public boolean isIn(JsonNode template) {
        if (in.hasFields()
                && !name.isEmpty()
                && field != null
                && element(template).isMissingNode()) {
            return false;
        }
        JsonNode live = read(template);
        if (isElement()) {
            // Of two environment variables of one name, one is enough.
            JsonNode list = isVariable() ? element(template).path("env") : list(template);
            return stream(list).anyMatch(element -> LenientNumbers.equal(element, value));
        }
        return value.isMissingNode() ? live.isMissingNode() : LenientNumbers.equal(live, value);
    }

    /** The value that the template has in this place; missing if there is none. */
    public JsonNode read(JsonNode template) {
        return switch (in) {
            case Pod -> template.path("spec").path(name);
            case Labels, Annotations ->
                template.path("metadata").path(in.member).path(name);
            case Volumes -> name.isEmpty() ? names(list(template)) : element(template);
            case Containers, InitContainers -> {
                if (name.isEmpty()) {
                    yield names(list(template));
                }
                JsonNode container = element(template);
                if (field == null) {
                    yield container;
                }
                if (!isVariable()) {
                    yield container.path(field);
                }
                String variable = field.substring(VARIABLE.length());
                yield variable.isEmpty() ? names(container.path("env")) : element(container.path("env"), variable);
            }
        };
    }

    /** Whether the two are the same part, whatever their values. */
    boolean isSamePlace(TemplatePart other) {
        return in == other.in && name.equals(other.name) && Objects.equals(field, other.field);
    }

    /** A present element of a list: a volume, an environment variable. */
    private boolean isElement() {
        return !name.isEmpty() && value.isObject() && (isVariable() || in == In.Volumes);
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The value is the names of all elements of a list. */
    boolean isNames() {
        return name.isEmpty() || VARIABLE.equals(field);
    }

    private boolean isVariable() {
        return field != null && field.startsWith(VARIABLE);
    }

    private JsonNode list(JsonNode template) {
        return template.path("spec").path(in.member);
    }

    private JsonNode element(JsonNode template) {
        return element(list(template), name);
    }

    private static JsonNode element(JsonNode list, String name) {
        return byName(list).getOrDefault(name, MissingNode.getInstance());
    }

    /** The elements of a list by their names, in their order; of two with one name the last one. */
    static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        for (JsonNode element : list) {
            if (element.path("name").isTextual()) {
                elements.put(element.path("name").textValue(), element);
            }
        }
        return elements;
    }

    static ArrayNode names(JsonNode list) {
        ArrayNode names = Json.object().arrayNode();
        list.forEach(element -> names.add(element.path("name").asText()));
        return names;
    }
}
