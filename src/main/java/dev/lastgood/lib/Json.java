package dev.lastgood.lib;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** JSON trees and their texts. */
public final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization(new ObjectMapper(), false);

    /**
     * Returns the tree of a Kubernetes object, without nulls, as the API server would see it. By way of the text: a tree made
     * of the object itself keeps an int apart from a long, so that it would never equal one that was read.
     */
    public static JsonNode tree(Object object) {
        return parse(KUBERNETES.asJson(object).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the tree of a YAML text; null where it is empty.
     *
     * @throws RuntimeException where it is no YAML
     */
    public static JsonNode yaml(String text) {
        try {
            Object read = new Load(LoadSettings.builder().build()).loadFromString(text);
            return read == null ? null : MAPPER.valueToTree(read);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("it is nested too deeply");
        }
    }

    /**
     * Returns a copy without members that are null. To the API server they are absent; only older versions write them
     * (Kubernetes before 1.34: {@code creationTimestamp}). A null in a list stays, because the others would move.
     */
    public static JsonNode withoutNulls(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        removeNulls(copy);
        return copy;
    }

    private static void removeNulls(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        tree.forEach(Json::removeNulls);
    }

    /**
     * Returns the same JSON with {@code <}, {@code >}, {@code &}, U+2028 and U+2029 as escapes, as programs in Go write it.
     * Outside of strings JSON has none of these characters.
     */
    public static String escaped(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** Returns how many bytes the text takes as a JSON string that is {@linkplain #escaped escaped}, without its quotes. */
    public static long escapedBytes(String text) {
        long more = text.chars()
                .map(c -> switch (c) {
                    case '<', '>', '&' -> 5;
                    case '\u2028', '\u2029' -> 3;
                    default -> 0;
                })
                .asLongStream()
                .sum();
        return JsonStringEncoder.getInstance().quoteAsUTF8(text).length + more;
    }

    /** Returns an empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Returns the tree of a text.
     *
     * @throws UncheckedIOException where it is no JSON
     */
    public static JsonNode parse(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the tree of a text.
     *
     * @throws UncheckedIOException where it is no JSON
     */
    public static JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the tree of a text that others wrote; null if it is absent or not valid JSON. */
    public static JsonNode parseOrNull(String text) {
        try {
            return text == null ? null : parse(text);
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** Returns the tree of what the client read without knowing its kind: members stay in their order, and nulls stay. */
    public static JsonNode asRead(Object read) {
        return as(read, JsonNode.class);
    }

    /** Returns the object that a tree stands for. */
    public static <T> T as(Object tree, Class<T> type) {
        return KUBERNETES.convertValue(tree, type);
    }

    /** Returns the text with keys in the order that they have. */
    public static byte[] bytes(Object tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text with all keys in order, the same for trees that are equal. */
    public static byte[] canonical(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(MAPPER.treeToValue(tree, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Json() {}
}
