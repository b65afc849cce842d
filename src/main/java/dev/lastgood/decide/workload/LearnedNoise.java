package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Template labels and annotations whose value was another one in each of the last changes. Never environment variables or
 * arguments: model servers carry the version of the model there. What was learned once is kept: to forget it would make new
 * revisions of old content.
 */
public record LearnedNoise(Set<String> labels, Set<String> annotations) {

    /** Nothing was learned. */
    public static final LearnedNoise NONE = new LearnedNoise(Set.of(), Set.of());

    /** So many revisions in a row show three changes. */
    public static final int REVISIONS = 4;

    /** More keys than this are not learned, which bounds the annotation that keeps them. */
    private static final int LIMIT = 32;

    /** Copies the sets. */
    public LearnedNoise {
        labels = Set.copyOf(labels);
        annotations = Set.copyOf(annotations);
    }

    /**
     * Returns the keys whose value was another one in each change.
     *
     * @param templates the newest {@link #REVISIONS} pod templates in their order; of fewer nothing is learned
     * @param read whether someone reads a label or annotation of the template, so that it may carry behavior
     */
    public static LearnedNoise of(List<JsonNode> templates, ReadKeys read) {
        return templates.size() < REVISIONS
                ? NONE
                : new LearnedNoise(
                        changing(templates, "labels", key -> !read.isLabel(key)),
                        changing(templates, "annotations", key -> !read.isAnnotation(key)));
    }

    private static Set<String> changing(List<JsonNode> templates, String member, Predicate<String> isUnread) {
        Set<String> keys = new TreeSet<>();
        map(templates.get(0), member).fieldNames().forEachRemaining(keys::add);
        for (int i = 1; i < templates.size(); i++) {
            JsonNode before = map(templates.get(i - 1), member);
            JsonNode after = map(templates.get(i), member);
            keys.removeIf(key -> !after.has(key) || after.get(key).equals(before.get(key)));
        }
        keys.removeIf(isUnread.negate());
        return keys;
    }

    private static JsonNode map(JsonNode template, String member) {
        return template.path("metadata").path(member);
    }

    /** Both together. */
    public LearnedNoise and(LearnedNoise other) {
        return new LearnedNoise(union(labels, other.labels), union(annotations, other.annotations));
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        new TreeSet<>(others).stream().filter(key -> all.size() < LIMIT).forEach(all::add);
        return all;
    }

    /** The text that is kept in an annotation. */
    public String text() {
        return new String(
                Json.canonical(
                        Json.tree(Map.of("labels", new TreeSet<>(labels), "annotations", new TreeSet<>(annotations)))),
                StandardCharsets.UTF_8);
    }

    /**
     * Returns what {@link #text} wrote; nothing for a text that it did not write.
     *
     * @param text may be null
     */
    public static LearnedNoise parse(String text) {
        try {
            JsonNode read = text == null ? null : Json.parse(text);
            return read instanceof ObjectNode
                    ? new LearnedNoise(texts(read.path("labels")), texts(read.path("annotations")))
                    : NONE;
        } catch (UncheckedIOException e) {
            return NONE;
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
