package dev.lastgood.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.api.Lastgood;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Where a failed revision and the last good one differ, by name and in alphabetical order. What only one of them has is a
 * difference too. The admission policy refuses a template in which all that is named here is again as it was in the failed
 * revision; the configuration keys are for the ConfigMaps.
 *
 * @param containers by name
 * @param initContainers by name; their order is not looked at
 * @param volumes by name
 * @param podFields all other fields of the pod's spec
 * @param templateLabels keys
 * @param templateAnnotations keys
 * @param configKeys {@code <ConfigMap>/<key>}
 */
public record Blame(
        List<String> containers,
        List<String> initContainers,
        List<String> volumes,
        List<String> podFields,
        List<String> templateLabels,
        List<String> templateAnnotations,
        List<String> configKeys) {

    /** What all annotations of an object may take together is 256 KiB; half is left to others. */
    static final int LIMIT = 128 * 1024;

    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /** Parts of the pod's spec that are compared by name, each on its own. */
    private static final Set<String> NAMED = Set.of("containers", "initContainers", "volumes");

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
        configKeys = List.copyOf(configKeys);
    }

    /**
     * Compares the data of two revisions: {@code template} and {@code configMaps}. Where one of them has no template, the
     * template is not blamed: what is not known is no difference. For the same reason only ConfigMaps that both of them
     * know are compared, {@code null} being known as absent; that one refers to another ConfigMap shows in the template.
     *
     * @param ignoreAnnotations template annotations that make no new revision; those of Lastgood and that of {@code
     *     kubectl rollout restart} never count
     */
    public static Blame between(JsonNode failed, JsonNode lastGood, Set<String> ignoreAnnotations) {
        JsonNode bad = failed.path("template");
        JsonNode good = lastGood.path("template");
        boolean templates = bad.path("spec").isObject() && good.path("spec").isObject();
        JsonNode badSpec = templates ? bad.path("spec") : MissingNode.getInstance();
        JsonNode goodSpec = templates ? good.path("spec") : MissingNode.getInstance();
        JsonNode badMeta = templates ? bad.path("metadata") : MissingNode.getInstance();
        JsonNode goodMeta = templates ? good.path("metadata") : MissingNode.getInstance();
        Predicate<String> foreign = key -> !Lastgood.owns(key);
        return new Blame(
                elements(badSpec, goodSpec, "containers"),
                elements(badSpec, goodSpec, "initContainers"),
                elements(badSpec, goodSpec, "volumes"),
                members(badSpec, goodSpec, field -> !NAMED.contains(field)),
                members(badMeta.path("labels"), goodMeta.path("labels"), foreign),
                members(
                        badMeta.path("annotations"),
                        goodMeta.path("annotations"),
                        foreign.and(key -> !key.equals(RESTARTED_AT) && !ignoreAnnotations.contains(key))),
                configuration(failed.path("configMaps"), lastGood.path("configMaps")));
    }

    /** Whether the two do not differ in anything that can be named: there is nothing to keep out. */
    public boolean isEmpty() {
        return byAnnotation().values().stream().allMatch(List::isEmpty);
    }

    /**
     * Whether all names fit into annotations. Where they do not, the revision cannot be kept out: with a part of the names
     * only, a fix of one of the others would be refused.
     */
    public boolean fits() {
        return annotations().entrySet().stream()
                        .mapToInt(e -> bytes(e.getKey()) + bytes(e.getValue()))
                        .sum()
                <= LIMIT;
    }

    /**
     * The annotations that say it to the admission policy: names joined by commas, which none of them can contain. A part
     * without a difference has no annotation.
     */
    public Map<String, String> annotations() {
        Map<String, String> annotations = new LinkedHashMap<>();
        byAnnotation().forEach((key, names) -> {
            if (!names.isEmpty()) {
                annotations.put(key, String.join(",", names));
            }
        });
        return annotations;
    }

    /** All annotations that {@link #annotations} may have. */
    public static Set<String> annotationKeys() {
        List<String> none = List.of();
        return new Blame(none, none, none, none, none, none, none)
                .byAnnotation()
                .keySet();
    }

    private Map<String, List<String>> byAnnotation() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put(Lastgood.BLAMED_CONTAINERS, containers);
        all.put(Lastgood.BLAMED_INIT_CONTAINERS, initContainers);
        all.put(Lastgood.BLAMED_VOLUMES, volumes);
        all.put(Lastgood.BLAMED_POD_FIELDS, podFields);
        all.put(Lastgood.BLAMED_TEMPLATE_LABELS, templateLabels);
        all.put(Lastgood.BLAMED_TEMPLATE_ANNOTATIONS, templateAnnotations);
        all.put(Lastgood.BLAMED_CONFIG_KEYS, configKeys);
        return all;
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

    private static Map<String, JsonNode> byName(JsonNode list) {
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

    private static List<String> configuration(JsonNode failed, JsonNode lastGood) {
        List<String> keys = new ArrayList<>();
        failed.fieldNames().forEachRemaining(map -> {
            if (lastGood.has(map)) {
                Set<String> differing = new TreeSet<>(members(failed.get(map), lastGood.get(map), "data"));
                differing.addAll(members(failed.get(map), lastGood.get(map), "binaryData"));
                differing.forEach(key -> keys.add(map + "/" + key));
            }
        });
        return keys.stream().sorted().toList();
    }

    private static List<String> members(JsonNode failed, JsonNode lastGood, String field) {
        return members(failed.path(field), lastGood.path(field), key -> true);
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.equals(LENIENT, b);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
