package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came in with a failed revision, against the last good one, for a person to read. Names and digests only: a value of
 * an environment variable or of a ConfigMap may be nobody's business.
 *
 * @param failed name of the revision
 * @param lastGood name of the revision
 * @param lines one part each
 */
public record Change(String failed, String lastGood, List<String> lines) {

    private static final int DIGITS = 12;

    /** Copies the list. */
    public Change {
        lines = List.copyOf(lines);
    }

    /** The data of one of them are gone. */
    public static Change unknown(String failed, String lastGood, String gone) {
        return new Change(failed, lastGood, List.of("not known: the data of " + gone + " are gone"));
    }

    /**
     * Compares the data of two revisions, see {@link Blame#between}.
     *
     * @param noise what of a template carries no behavior
     */
    public static Change between(String failed, JsonNode bad, String lastGood, JsonNode good, Noise noise) {
        Blame blame = Blame.between(bad, good, noise);
        JsonNode badSpec = bad.path("template").path("spec");
        JsonNode goodSpec = good.path("template").path("spec");
        List<String> lines = new ArrayList<>();
        containers(lines, "container ", blame.containers(), badSpec.path("containers"), goodSpec.path("containers"));
        containers(
                lines,
                "init container ",
                blame.initContainers(),
                badSpec.path("initContainers"),
                goodSpec.path("initContainers"));
        blame.configKeys()
                .forEach((map, keys) -> keys.forEach(key -> lines.add("key " + key + " of ConfigMap " + map
                        + digests(
                                value(bad.path("configMaps").path(map), key),
                                value(good.path("configMaps").path(map), key)))));
        Map<String, JsonNode> badVolumes = Blame.byName(badSpec.path("volumes"));
        Map<String, JsonNode> goodVolumes = Blame.byName(goodSpec.path("volumes"));
        blame.volumes().forEach(v -> lines.add("volume " + v + " " + how(badVolumes.get(v), goodVolumes.get(v))));
        members(lines, "pod field ", blame.podFields(), badSpec, goodSpec);
        JsonNode badMeta = bad.path("template").path("metadata");
        JsonNode goodMeta = good.path("template").path("metadata");
        members(lines, "template label ", blame.templateLabels(), badMeta.path("labels"), goodMeta.path("labels"));
        members(
                lines,
                "template annotation ",
                blame.templateAnnotations(),
                badMeta.path("annotations"),
                goodMeta.path("annotations"));
        return new Change(failed, lastGood, lines);
    }

    private static void containers(
            List<String> lines, String kind, List<String> names, JsonNode badList, JsonNode goodList) {
        Map<String, JsonNode> bads = Blame.byName(badList);
        Map<String, JsonNode> goods = Blame.byName(goodList);
        for (String name : names) {
            JsonNode bad = bads.get(name);
            JsonNode good = goods.get(name);
            if (bad == null || good == null) {
                lines.add(kind + name + " " + how(bad, good)
                        + (bad == null ? "" : " (image " + bad.path("image").asText() + ")"));
                continue;
            }
            for (String field : names(bad, good)) {
                if (bad.path(field).equals(good.path(field))) {
                    continue;
                }
                switch (field) {
                    case "image" ->
                        lines.add(kind + name + ": image " + good.path(field).asText() + " -> "
                                + bad.path(field).asText());
                    case "env" -> env(lines, kind + name, bad.path(field), good.path(field));
                    default -> lines.add(kind + name + ": " + field + " " + how(at(bad, field), at(good, field)));
                }
            }
        }
    }

    private static void env(List<String> lines, String container, JsonNode badList, JsonNode goodList) {
        Map<String, JsonNode> bads = Blame.byName(badList);
        Map<String, JsonNode> goods = Blame.byName(goodList);
        Set<String> names = new TreeSet<>(bads.keySet());
        names.addAll(goods.keySet());
        List<String> differing = names.stream()
                .filter(n -> !Objects.equals(bads.get(n), goods.get(n)))
                .map(n -> container + ": env " + n + " " + how(bads.get(n), goods.get(n)))
                .toList();
        lines.addAll(differing.isEmpty() ? List.of(container + ": env in another order") : differing);
    }

    private static void members(List<String> lines, String kind, List<String> names, JsonNode bad, JsonNode good) {
        names.forEach(n -> lines.add(kind + n + " " + how(at(bad, n), at(good, n))));
    }

    private static Set<String> names(JsonNode bad, JsonNode good) {
        Set<String> names = new TreeSet<>();
        bad.fieldNames().forEachRemaining(names::add);
        good.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode value(JsonNode configMap, String key) {
        JsonNode text = at(configMap.path("data"), key);
        return text == null ? at(configMap.path("binaryData"), key) : text;
    }

    private static JsonNode at(JsonNode object, String name) {
        return object.has(name) ? object.get(name) : null;
    }

    private static String how(JsonNode bad, JsonNode good) {
        return good == null ? "added" : bad == null ? "removed" : "changed";
    }

    private static String digests(JsonNode bad, JsonNode good) {
        return good == null
                ? " added: " + digest(bad)
                : bad == null ? " removed: " + digest(good) : ": " + digest(good) + " -> " + digest(bad);
    }

    private static String digest(JsonNode value) {
        return value == null ? "nothing" : Digest.of(value.asText()).substring(0, DIGITS);
    }
}
