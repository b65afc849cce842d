package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.revision.TemplatePart.Role;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts in which a failed revision differs from the last good one, by field and in alphabetical order. The admission
 * policies refuse a template, or a ConfigMap, in which all of these parts have their failed value again: a change of any
 * of them counts as a fix.
 *
 * <p>Content (what runs) and placement (where it runs) are blamed together, marks (labels and annotations) only if nothing
 * else differs.
 *
 * @param template the blamed parts of the template
 * @param unchanged parts that are not blamed, but must also be as in the failed revision for a refusal: all content if only
 *     placement is blamed, all content and placement if only marks are blamed, otherwise none
 * @param configuration the blamed keys of ConfigMaps
 * @param noEvidence parts that differ but are not looked at, in words and with the reason
 */
public record Blame(
        List<TemplatePart> template,
        List<TemplatePart> unchanged,
        List<ConfigurationPart> configuration,
        List<String> noEvidence) {

    /**
     * What all names may take together. The values are no more than the failed revision had, and with twice this much around
     * them they still fit into what the API server stores.
     */
    static final int LIMIT = 128 * 1024;

    /** What a message names; the object names all of it. */
    private static final int TOLD = 300;

    /** Copies the lists. */
    public Blame {
        template = List.copyOf(template);
        unchanged = List.copyOf(unchanged);
        configuration = List.copyOf(configuration);
        noEvidence = List.copyOf(noEvidence);
    }

    /** Every blamed part is looked at. */
    public Blame(List<TemplatePart> template, List<TemplatePart> unchanged, List<ConfigurationPart> configuration) {
        this(template, unchanged, configuration, List.of());
    }

    /**
     * Compares the data of two revisions: {@code template} and {@code configMaps}. If one of them has no template, the
     * template is not blamed: what is not known is no difference. For the same reason only ConfigMaps that both of them
     * know are compared, {@code null} being known as absent; that one refers to another ConfigMap shows in the template.
     *
     * @param noise what of a template carries no behavior
     */
    public static Blame between(JsonNode failed, JsonNode lastGood, Noise noise) {
        return between(failed, lastGood, noise, BlameEvidence.NONE);
    }

    /**
     * As {@link #between(JsonNode, JsonNode, Noise)}, without what is known to be no evidence.
     *
     * <p>What the failed revision dropped is left out if an applier keeps it and anything else is blamed. What differs from
     * a revision that failed before is left out if the two share anything that is blamed.
     */
    public static Blame between(JsonNode failed, JsonNode lastGood, Noise noise, BlameEvidence evidence) {
        JsonNode bad = failed.path("template");
        JsonNode good = lastGood.path("template");
        Blaming blaming = new Blaming(
                TemplateComparison.differences(bad, good, noise),
                differences(failed.path("configMaps"), lastGood.path("configMaps")));
        evidence.earlier().forEach(blaming::shareWith);
        blaming.dropKept(evidence.merging(), lastGood);
        return new Blame(
                blaming.template(),
                blaming.isContentBlamed()
                        ? List.of()
                        : TemplateComparison.whole(bad, noise, blaming.isOnlyMarks()).stream()
                                .filter(part -> blaming.template().stream().noneMatch(part::isSamePlace))
                                .filter(part -> !evidence.merging().template() || !Merging.keepsSome(part, good))
                                .toList(),
                blaming.configuration(),
                blaming.noEvidence());
    }

    /** Whether the two do not differ in anything that can be blamed: there is nothing to keep out. */
    public boolean isEmpty() {
        return !ofTemplate() && !ofConfiguration();
    }

    /** Whether parts of the template are blamed. */
    public boolean ofTemplate() {
        return !template.isEmpty();
    }

    /** Whether keys of ConfigMaps are blamed. */
    public boolean ofConfiguration() {
        return !configuration.isEmpty();
    }

    /** Names of the ConfigMaps of which keys are blamed. */
    public Set<String> configMaps() {
        return configuration.stream().map(ConfigurationPart::configMap).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Whether all names can be passed to the admission policies. If they cannot, the revision cannot be kept out: with some
     * of the names only, a fix of one of the others would be refused.
     */
    public boolean fits() {
        return Stream.concat(
                                Stream.concat(template.stream(), unchanged.stream())
                                        .flatMap(part ->
                                                Stream.of(part.name(), part.field() == null ? "" : part.field())),
                                configuration.stream().flatMap(part -> Stream.of(part.configMap(), part.key())))
                        .mapToInt(name -> name.getBytes(StandardCharsets.UTF_8).length + 2)
                        .sum()
                <= LIMIT;
    }

    /**
     * Whether the admission policy refuses this template: all blamed parts, and all that must be unchanged, are as in the
     * failed revision. Whether the template was there before is not asked here.
     */
    public boolean isBack(JsonNode live) {
        return ofTemplate()
                && Stream.concat(template.stream(), unchanged.stream()).allMatch(part -> part.isIn(live));
    }

    /**
     * Whether the admission policy refuses this ConfigMap: it exists, keys of it are blamed, and all of them are as in the
     * failed revision.
     *
     * @param content with {@code data} and {@code binaryData}
     */
    public boolean isBackIn(String configMap, JsonNode content) {
        List<ConfigurationPart> blamed = configuration.stream()
                .filter(part -> part.configMap().equals(configMap))
                .toList();
        return content.isObject() && !blamed.isEmpty() && blamed.stream().allMatch(part -> part.isIn(content));
    }

    /** Whether all of it is back: the blamed parts of the template and the blamed keys of all ConfigMaps. */
    boolean isWhollyBack(JsonNode revision) {
        return !isEmpty()
                && (!ofTemplate() || isBack(revision.path("template")))
                && configuration.stream()
                        .allMatch(part -> part.isIn(revision.path("configMaps").path(part.configMap())));
    }

    /** What of the template to change, in words and bounded: {@code image of container gateway or volume prompts}. */
    public String templateInWords() {
        return told(template.stream().map(TemplatePart::words).toList());
    }

    /** What of the configuration to change, in words and bounded: {@code key system of ConfigMap prompts}. */
    public String configurationInWords() {
        return told(configuration.stream().map(ConfigurationPart::words).toList());
    }

    /**
     * Whether someone has fixed the template: blamed content has neither its failed nor its last good value. A mixture of
     * these two is not a fix, nor is the return to the last good one. A change of placement or of a mark tells nothing of
     * the other half, the configuration.
     *
     * @param lastGood digests, see {@link #templateValues}
     */
    public boolean isTemplateFixed(JsonNode live, Map<String, String> lastGood) {
        return template.stream()
                .filter(part -> part.role() == Role.Content && !part.isIn(live))
                .anyMatch(part -> !digest(part.read(live)).equals(lastGood.get(part.words())));
    }

    /**
     * Whether someone has fixed the configuration: a blamed key has neither its failed nor its last good value.
     *
     * @param configMaps by name
     * @param lastGood digests, see {@link #configurationValues}
     */
    public boolean isConfigurationFixed(JsonNode configMaps, Map<String, String> lastGood) {
        return configuration.stream()
                .filter(part -> !part.isIn(configMaps.path(part.configMap())))
                .anyMatch(part -> !digest(part, configMaps).equals(lastGood.get(part.words())));
    }

    /** The blamed content of a template, in words, each with a digest of its value; "" if it is absent. */
    public Map<String, String> templateValues(JsonNode live) {
        Map<String, String> digests = new TreeMap<>();
        template.stream()
                .filter(part -> part.role() == Role.Content)
                .forEach(part -> digests.put(part.words(), digest(part.read(live))));
        return digests;
    }

    /** Each blamed key of ConfigMaps, by name, in words, and a digest of its value. */
    public Map<String, String> configurationValues(JsonNode configMaps) {
        Map<String, String> digests = new TreeMap<>();
        configuration.forEach(part -> digests.put(part.words(), digest(part, configMaps)));
        return digests;
    }

    private static String digest(JsonNode value) {
        return value.isMissingNode() ? "" : Digest.of(value);
    }

    private static String digest(ConfigurationPart part, JsonNode configMaps) {
        return Digest.of(ConfigurationPart.of(part.configMap(), part.key(), configMaps.path(part.configMap()))
                .value());
    }

    private static List<ConfigurationPart> differences(JsonNode failed, JsonNode lastGood) {
        List<ConfigurationPart> parts = new ArrayList<>();
        Set<String> maps = new TreeSet<>();
        failed.fieldNames().forEachRemaining(maps::add);
        for (String map : maps) {
            if (lastGood.has(map)) {
                JsonNode bad = failed.get(map);
                JsonNode good = lastGood.get(map);
                keys(bad, good).stream()
                        .map(key -> ConfigurationPart.of(map, key, bad))
                        .filter(part -> !part.isIn(good))
                        .forEach(parts::add);
            }
        }
        return parts;
    }

    private static Set<String> keys(JsonNode... configMaps) {
        Set<String> keys = new TreeSet<>();
        for (JsonNode map : configMaps) {
            map.path("data").fieldNames().forEachRemaining(keys::add);
            map.path("binaryData").fieldNames().forEachRemaining(keys::add);
        }
        return keys;
    }

    private static String told(Collection<String> words) {
        String all = String.join(" or ", new LinkedHashSet<>(words));
        return all.length() <= TOLD ? all : all.substring(0, TOLD) + "...";
    }
}
