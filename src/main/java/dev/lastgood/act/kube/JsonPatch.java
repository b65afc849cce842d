package dev.lastgood.act.kube;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The operations of a JSON Patch (RFC 6902), in the order in which they were added. The API server applies all of them
 * or none, so a guard in front guards everything behind it.
 *
 * <p>The API server compares a tested value byte by byte, in its own encoding: it writes {@code <}, {@code >}, {@code &},
 * U+2028 and U+2029 as escapes, and which other characters it escapes depends on its version. A {@code test} of text that
 * people write, such as a command, a prompt or a flag, therefore fails although nothing changed. Guard by {@link
 * #whileSpecIs} or {@link #whileUnchanged} instead.
 *
 * <pre>{@code
 * JsonPatch.whileUnchanged(configMap).replace(pointer("data", key), changed)
 * }</pre>
 */
public final class JsonPatch {

    /** Characters that API servers of different versions encode in different ways, or otherwise than we do. */
    private static final Pattern ENCODED_OTHERWISE =
            Pattern.compile("[<>&\\p{Cntrl}\\p{Cs}\\u2028\\u2029\\ufffd&&[^\n\r\t]]");

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
     * Returns a patch that is applied only while the object exists and its spec has not changed since {@code seen}. Status
     * updates, labels and annotations do not change the generation, so a running rollout does not get in the way. The uid
     * is tested because an object that was deleted and created again begins at generation 1.
     */
    public static JsonPatch whileSpecIs(HasMetadata seen) {
        ObjectMeta metadata = seen.getMetadata();
        return new JsonPatch()
                .test(pointer("metadata", "uid"), TextNode.valueOf(metadata.getUid()))
                .test(pointer("metadata", "generation"), LongNode.valueOf(metadata.getGeneration()));
    }

    /**
     * Returns a patch that is applied only while nothing of the object has changed since {@code seen}: for kinds without a
     * generation. The API server answers 409 otherwise, so a refusal of the content cannot be taken for a failed guard.
     */
    public static JsonPatch whileUnchanged(HasMetadata seen) {
        return new JsonPatch()
                .replace(
                        pointer("metadata", "resourceVersion"),
                        TextNode.valueOf(seen.getMetadata().getResourceVersion()));
    }

    /**
     * Nothing of this patch is applied unless the value at the pointer equals {@code expected}.
     *
     * @param expected a whole number, a boolean, or text without {@code < > &} and control characters; or an object or list
     *     of these. {@code null} stands for JSON's null, and for a member that is absent
     * @return this patch
     * @throws IllegalArgumentException if the API server may encode the value in another way and the test would fail
     */
    public JsonPatch test(String pointer, JsonNode expected) {
        if (expected != null && !isPlain(expected)) {
            throw new IllegalArgumentException("The value at " + pointer
                    + " cannot be tested: the API server compares its own encoding. Guard by uid and generation, or by "
                    + "resourceVersion.");
        }
        return operation("test", pointer, expected);
    }

    private static boolean isPlain(JsonNode value) {
        if (value.isContainerNode()) {
            for (JsonNode part : value) {
                if (!isPlain(part)) {
                    return false;
                }
            }
            return true;
        }
        return value.isTextual()
                ? !ENCODED_OTHERWISE.matcher(value.textValue()).find()
                : value.isIntegralNumber() || value.isBoolean() || value.isNull() || value.isMissingNode();
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

    /** Returns whether both would do the same under the same guards. */
    public boolean isSame(JsonPatch other) {
        return operations.equals(other.operations);
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
