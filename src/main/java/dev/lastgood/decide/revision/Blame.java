package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where a failed revision and the last good one differ, by name and in alphabetical order. What only one of them has is a
 * difference too. The admission policies refuse a template, or a ConfigMap, in which all of it that is named here is again
 * as it was in the failed revision.
 *
 * @param containers by name
 * @param initContainers by name; their order is not looked at
 * @param volumes by name
 * @param podFields all other fields of the pod's spec
 * @param templateLabels keys
 * @param templateAnnotations keys
 * @param configKeys keys of {@code data} and {@code binaryData}, by ConfigMap
 */
public record Blame(
        List<String> containers,
        List<String> initContainers,
        List<String> volumes,
        List<String> podFields,
        List<String> templateLabels,
        List<String> templateAnnotations,
        Map<String, List<String>> configKeys) {

    /**
     * What all names may take together. The parts themselves are no more than the failed revision had, and with twice this
     * much around them they still fit into what the API server stores.
     */
    static final int LIMIT = 128 * 1024;

    /** What a message names; whoever wants to know all of it looks at the object. */
    private static final int TOLD = 300;

    /** Parts of the pod's spec that are compared by name, each on its own. */
    private static final Set<String> NAMED = Set.of("containers", "initContainers", "volumes");

    private static final List<String> CONTENT = List.of("data", "binaryData");

    /** 1 and 1.0, or an int and a long, are the same number, as in the policy's language. */
    private static final Comparator<JsonNode> LENIENT =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    /** Copies the lists. */
    public Blame {
        containers = List.copyOf(containers);
        initContainers = List.copyOf(initContainers);
        volumes = List.copyOf(volumes);
        podFields = List.copyOf(podFields);
        templateLabels = List.copyOf(templateLabels);
        templateAnnotations = List.copyOf(templateAnnotations);
        configKeys = Collections.unmodifiableMap(new TreeMap<>(configKeys));
    }

    /**
     * Compares the data of two revisions: {@code template} and {@code configMaps}. Where one of them has no template, the
     * template is not blamed: what is not known is no difference. For the same reason only ConfigMaps that both of them
     * know are compared, {@code null} being known as absent; that one refers to another ConfigMap shows in the template.
     *
     * @param noise what of a template carries no behavior
     */
    public static Blame between(JsonNode failed, JsonNode lastGood, Noise noise) {
        JsonNode bad = failed.path("template");
        JsonNode good = lastGood.path("template");
        boolean templates = bad.path("spec").isObject() && good.path("spec").isObject();
        JsonNode badSpec = templates ? bad.path("spec") : MissingNode.getInstance();
        JsonNode goodSpec = templates ? good.path("spec") : MissingNode.getInstance();
        JsonNode badMeta = templates ? bad.path("metadata") : MissingNode.getInstance();
        JsonNode goodMeta = templates ? good.path("metadata") : MissingNode.getInstance();
        return new Blame(
                elements(badSpec, goodSpec, "containers"),
                elements(badSpec, goodSpec, "initContainers"),
                elements(badSpec, goodSpec, "volumes"),
                members(badSpec, goodSpec, field -> !NAMED.contains(field)),
                members(badMeta.path("labels"), goodMeta.path("labels"), key -> !noise.isLabel(key)),
                members(badMeta.path("annotations"), goodMeta.path("annotations"), key -> !noise.isAnnotation(key)),
                configuration(failed.path("configMaps"), lastGood.path("configMaps")));
    }

    /** Whether the two do not differ in anything that can be named: there is nothing to keep out. */
    public boolean isEmpty() {
        return !ofTemplate() && !ofConfiguration();
    }

    /** Whether the template has a share in it. */
    public boolean ofTemplate() {
        return templateNames().findAny().isPresent();
    }

    /** Whether the configuration has a share in it. */
    public boolean ofConfiguration() {
        return !configKeys.isEmpty();
    }

    /**
     * Whether all names can be told to the admission policies. Where they cannot, the revision cannot be kept out: with a
     * part of the names only, a fix of one of the others would be refused.
     */
    public boolean fits() {
        return Stream.concat(templateNames(), configKeys.values().stream().flatMap(List::stream))
                        .mapToInt(name -> name.getBytes(StandardCharsets.UTF_8).length + 4)
                        .sum()
                <= LIMIT;
    }

    /** What of the template is to be changed, in words and bounded: {@code container gateway or volume prompts}. */
    public String templateInWords() {
        return told(templateParts(MissingNode.getInstance()).keySet());
    }

    /** What of the configuration is to be changed, in words and bounded: {@code key system of ConfigMap prompts}. */
    public String configurationInWords() {
        return told(configurationParts(MissingNode.getInstance()).keySet());
    }

    /** Each part of a template that is named here, in words, and a digest of its value; "" where it is absent. */
    public Map<String, String> templateValues(JsonNode template) {
        return digests(templateParts(template));
    }

    /** Each key of ConfigMaps, by name, that is named here, in words, and a digest of its value; "" where it is absent. */
    public Map<String, String> configurationValues(JsonNode configMaps) {
        return digests(configurationParts(configMaps));
    }

    /**
     * Whether somebody has fixed what was blamed: at least one part has neither the failed nor the last good value. A
     * mixture of these two is no fix, nor is the return to the last good.
     */
    public static boolean isFix(Map<String, String> live, Map<String, String> failed, Map<String, String> lastGood) {
        return live.entrySet().stream()
                .anyMatch(part -> !part.getValue().equals(failed.get(part.getKey()))
                        && !part.getValue().equals(lastGood.get(part.getKey())));
    }

    /** Of a template only what is named here. */
    public ObjectNode template(JsonNode template) {
        ObjectNode parts = Json.object();
        JsonNode spec = template.path("spec");
        ObjectNode partsOfSpec = parts.putObject("spec");
        elements(spec, "containers", containers, partsOfSpec);
        elements(spec, "initContainers", initContainers, partsOfSpec);
        elements(spec, "volumes", volumes, partsOfSpec);
        members(spec, podFields, partsOfSpec);
        JsonNode metadata = template.path("metadata");
        ObjectNode partsOfMetadata = parts.putObject("metadata");
        members(metadata.path("labels"), templateLabels, partsOfMetadata.putObject("labels"));
        members(metadata.path("annotations"), templateAnnotations, partsOfMetadata.putObject("annotations"));
        return parts;
    }

    /** Of ConfigMaps, by name, only what is named here; one that is absent has nothing. */
    public ObjectNode configuration(JsonNode configMaps) {
        ObjectNode parts = Json.object();
        configKeys.forEach((map, keys) -> {
            ObjectNode content = parts.putObject(map);
            CONTENT.forEach(field -> members(configMaps.path(map).path(field), keys, content.putObject(field)));
        });
        return parts;
    }

    /** All names, by the names that this record has for them. */
    public ObjectNode names() {
        ObjectNode names = Json.object();
        names.set("containers", list(containers));
        names.set("initContainers", list(initContainers));
        names.set("volumes", list(volumes));
        names.set("podFields", list(podFields));
        names.set("templateLabels", list(templateLabels));
        names.set("templateAnnotations", list(templateAnnotations));
        ObjectNode maps = names.putObject("configKeys");
        configKeys.forEach((map, keys) -> maps.set(map, list(keys)));
        return names;
    }

    /** The reverse of {@link #names}; what is missing is empty. */
    public static Blame of(JsonNode names) {
        Map<String, List<String>> configKeys = new TreeMap<>();
        names.path("configKeys").fields().forEachRemaining(map -> configKeys.put(map.getKey(), list(map.getValue())));
        return new Blame(
                list(names.path("containers")),
                list(names.path("initContainers")),
                list(names.path("volumes")),
                list(names.path("podFields")),
                list(names.path("templateLabels")),
                list(names.path("templateAnnotations")),
                configKeys);
    }

    private Stream<String> templateNames() {
        return Stream.of(containers, initContainers, volumes, podFields, templateLabels, templateAnnotations)
                .flatMap(List::stream);
    }

    private Map<String, JsonNode> templateParts(JsonNode template) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        JsonNode spec = template.path("spec");
        containers.forEach(n -> parts.put("container " + n, at(byName(spec.path("containers")), n)));
        initContainers.forEach(n -> parts.put("init container " + n, at(byName(spec.path("initContainers")), n)));
        volumes.forEach(n -> parts.put("volume " + n, at(byName(spec.path("volumes")), n)));
        podFields.forEach(n -> parts.put("pod field " + n, spec.path(n)));
        JsonNode metadata = template.path("metadata");
        templateLabels.forEach(
                n -> parts.put("template label " + n, metadata.path("labels").path(n)));
        templateAnnotations.forEach(n -> parts.put(
                "template annotation " + n, metadata.path("annotations").path(n)));
        return parts;
    }

    private Map<String, JsonNode> configurationParts(JsonNode configMaps) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        configKeys.forEach((map, keys) -> keys.forEach(key -> {
            ObjectNode value = Json.object();
            CONTENT.forEach(field -> members(configMaps.path(map).path(field), List.of(key), value.putObject(field)));
            parts.put("key " + key + " of ConfigMap " + map, value);
        }));
        return parts;
    }

    private static Map<String, String> digests(Map<String, JsonNode> parts) {
        Map<String, String> digests = new TreeMap<>();
        parts.forEach((part, value) -> digests.put(part, value.isMissingNode() ? "" : Digest.of(value)));
        return digests;
    }

    private static String told(Set<String> words) {
        String all = String.join(" or ", words);
        return all.length() <= TOLD ? all : all.substring(0, TOLD) + "...";
    }

    private static ArrayNode list(List<String> names) {
        ArrayNode list = Json.object().arrayNode();
        names.forEach(list::add);
        return list;
    }

    private static List<String> list(JsonNode names) {
        List<String> list = new ArrayList<>();
        names.forEach(name -> list.add(name.asText()));
        return list;
    }

    private static void elements(JsonNode spec, String list, List<String> names, ObjectNode parts) {
        ArrayNode elements = parts.putArray(list);
        byName(spec.path(list)).forEach((name, element) -> {
            if (names.contains(name)) {
                elements.add(element);
            }
        });
    }

    private static void members(JsonNode from, List<String> names, ObjectNode parts) {
        names.stream().filter(from::has).forEach(name -> parts.set(name, from.get(name)));
    }

    private static List<String> elements(JsonNode failed, JsonNode lastGood, String list) {
        Map<String, JsonNode> bad = byName(failed.path(list));
        Map<String, JsonNode> good = byName(lastGood.path(list));
        Set<String> names = new TreeSet<>(bad.keySet());
        names.addAll(good.keySet());
        return names.stream()
                .filter(name -> !same(at(bad, name), at(good, name)))
                .toList();
    }

    static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        for (JsonNode element : list) {
            if (element.path("name").isTextual()) {
                elements.put(element.path("name").textValue(), element);
            }
        }
        return elements;
    }

    private static JsonNode at(Map<String, JsonNode> elements, String name) {
        return elements.getOrDefault(name, MissingNode.getInstance());
    }

    private static List<String> members(JsonNode failed, JsonNode lastGood, Predicate<String> counts) {
        Set<String> names = new TreeSet<>();
        failed.fieldNames().forEachRemaining(names::add);
        lastGood.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .filter(counts)
                .filter(name -> !same(failed.path(name), lastGood.path(name)))
                .toList();
    }

    private static Map<String, List<String>> configuration(JsonNode failed, JsonNode lastGood) {
        Map<String, List<String>> keys = new TreeMap<>();
        failed.fieldNames().forEachRemaining(map -> {
            if (lastGood.has(map)) {
                Set<String> differing = new TreeSet<>();
                CONTENT.forEach(field -> differing.addAll(members(failed.get(map), lastGood.get(map), field)));
                if (!differing.isEmpty()) {
                    keys.put(map, List.copyOf(differing));
                }
            }
        });
        return keys;
    }

    private static List<String> members(JsonNode failed, JsonNode lastGood, String field) {
        return members(failed.path(field), lastGood.path(field), key -> true);
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.equals(LENIENT, b);
    }
}
