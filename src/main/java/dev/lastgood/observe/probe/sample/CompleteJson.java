package dev.lastgood.observe.probe.sample;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads texts that are one JSON document from the first character to the last. */
public final class CompleteJson {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CompleteJson() {}

    /** Returns the document; empty if the bytes are not one. */
    public static Optional<JsonNode> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes)).filter(tree -> !tree.isMissingNode());
        } catch (IOException e) {
            // Jackson's message quotes the text: it goes nowhere.
            return Optional.empty();
        }
    }

    /** Returns the document; empty if the text is not one. */
    public static Optional<JsonNode> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(tree -> !tree.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the pointer.
     *
     * @throws EarlyFinding if it is not one
     */
    public static JsonPointer pointer(String field, String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw EarlyFinding.invalid(field + " is no JSON pointer: write one such as /status");
        }
    }
}
