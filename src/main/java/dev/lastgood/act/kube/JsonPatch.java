package dev.lastgood.act.kube;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * The operations of a JSON Patch (RFC 6902), in the order in which they were added. The API server applies all of them
 * or none, so a {@code test} in front guards everything behind it.
 *
 * <pre>{@code
 * new JsonPatch().test(pointer("data", key), old).replace(pointer("data", key), changed)
 * }</pre>
 */
public final class JsonPatch {

    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    /**
     * A JSON Pointer (RFC 6901) to a member, each segment escaped: annotations and ConfigMap keys contain slashes.
     *
     * @return for example {@code /metadata/annotations/lastgood.dev~1rollback}; without segments the whole document
     */
    public static String pointer(String... segments) {
        JsonPointer pointer = JsonPointer.empty();
        for (String segment : segments) {
            pointer = pointer.appendProperty(segment);
        }
        return pointer.toString();
    }

    /**
     * Nothing of this patch is applied unless the value at the pointer equals {@code expected}.
     *
     * @param expected {@code null} stands for JSON's null; that a member is absent cannot be tested
     * @return this patch
     */
    public JsonPatch test(String pointer, JsonNode expected) {
        return operation("test", pointer, expected);
    }

    /**
     * Sets a value that exists; where nothing is there the whole patch is refused.
     *
     * @return this patch
     */
    public JsonPatch replace(String pointer, JsonNode value) {
        return operation("replace", pointer, value);
    }

    /**
     * Sets a member, whether it exists or not; its parent must exist. In a list it inserts, {@code -} appends.
     *
     * @return this patch
     */
    public JsonPatch add(String pointer, JsonNode value) {
        return operation("add", pointer, value);
    }

    /**
     * Removes a value that exists; where nothing is there the whole patch is refused.
     *
     * @return this patch
     */
    public JsonPatch remove(String pointer) {
        operations.addObject().put("op", "remove").put("path", checked(pointer));
        return this;
    }

    /** Whether there is nothing to send. */
    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /** The body of the request: a JSON array of operations. */
    public String json() {
        return operations.toString();
    }

    @Override
    public String toString() {
        return json();
    }

    private JsonPatch operation(String op, String pointer, JsonNode value) {
        ObjectNode operation = operations.addObject().put("op", op).put("path", checked(pointer));
        // A copy: the caller may go on changing the tree that it took the value from.
        operation.set("value", value == null ? NullNode.getInstance() : value.deepCopy());
        return this;
    }

    private static String checked(String pointer) {
        Objects.requireNonNull(pointer, "pointer");
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            throw new IllegalArgumentException(
                    "A JSON pointer starts with /: use JsonPatch.pointer(\"...\"), not " + pointer);
        }
        return pointer;
    }
}
