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
        if (badSpec.isObject() && goodSpec.isObject()) {
            containers(lines, "container ", badSpec.path("containers"), goodSpec.path("containers"), noise);
            containers(
                    lines, "init container ", badSpec.path("initContainers"), goodSpec.path("initContainers"), noise);
        }
        blame.configuration()
                .forEach(part -> lines.add(part.words()
                        + digests(
                                value(bad.path("configMaps").path(part.configMap()), part.key()),
                                value(good.path("configMaps").path(part.configMap()), part.key()))));
        // Marks are told, too, whether or not they are blamed.
        TemplateComparison.differences(bad.path("template"), good.path("template"), noise).stream()
                .filter(part -> !part.in().hasFields())
                .forEach(part -> lines.add(part.words() + " " + how(part.value(), part.read(good.path("template")))));
        return new Change(failed, lastGood, lines);
    }

    private static void containers(List<String> lines, String kind, JsonNode badList, JsonNode goodList, Noise noise) {
        Map<String, JsonNode> bads = TemplatePart.byName(badList);
        Map<String, JsonNode> goods = TemplatePart.byName(goodList);
        Set<String> names = new TreeSet<>(bads.keySet());
        names.addAll(goods.keySet());
        for (String name : names) {
            JsonNode bad = bads.get(name);
            JsonNode good = goods.get(name);
            if (bad == null || good == null) {
                lines.add(kind + name + " " + how(bad, good)
                        + (bad == null ? "" : " (image " + bad.path("image").asText() + ")"));
                continue;
            }
            for (String field : names(bad, good)) {
                if (LenientNumbers.equal(bad.path(field), good.path(field))) {
                    continue;
                }
                switch (field) {
                    case "image" ->
                        lines.add(kind + name + ": image " + good.path(field).asText() + " -> "
                                + bad.path(field).asText());
                    case "env" -> env(lines, kind + name, bad.path(field), good.path(field), noise);
                    default -> lines.add(kind + name + ": " + field + " " + how(at(bad, field), at(good, field)));
                }
            }
        }
    }

    private static void env(List<String> lines, String container, JsonNode badList, JsonNode goodList, Noise noise) {
        Map<String, JsonNode> bads = TemplatePart.byName(badList);
        Map<String, JsonNode> goods = TemplatePart.byName(goodList);
        if (bads.equals(goods)) {
            lines.add(container + ": env in another order");
            return;
        }
        Set<String> names = new TreeSet<>(bads.keySet());
        names.addAll(goods.keySet());
        names.stream()
                .filter(n -> !noise.isVariable(n) && !Objects.equals(bads.get(n), goods.get(n)))
                .forEach(n -> lines.add(container + ": env " + n + " " + how(bads.get(n), goods.get(n))));
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
        return isMissing(good) ? "added" : isMissing(bad) ? "removed" : "changed";
    }

    private static boolean isMissing(JsonNode value) {
        return value == null || value.isMissingNode();
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
