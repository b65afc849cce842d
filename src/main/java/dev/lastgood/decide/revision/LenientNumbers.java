package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Compares JSON as the admission policies do: 1 and 1.0, or an int and a long, are the same number. */
final class LenientNumbers {

    private static final Comparator<JsonNode> NUMBERS =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    static boolean equal(JsonNode a, JsonNode b) {
        return a.equals(NUMBERS, b);
    }

    private LenientNumbers() {}
}
