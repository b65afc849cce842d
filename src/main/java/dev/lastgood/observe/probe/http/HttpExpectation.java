package dev.lastgood.observe.probe.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.HttpExpect;
import dev.lastgood.observe.probe.sample.CompleteJson;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.ReadableList;
import dev.lastgood.observe.probe.sample.SearchPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is expected of the answer to a GET.
 *
 * @param pointer null: nothing is expected of any JSON
 * @param in what may stand there
 * @param pattern null: none
 */
record HttpExpectation(List<Integer> status, JsonPointer pointer, List<String> in, SearchPattern pattern) {

    private static final List<Integer> OK = List.of(200);

    private static final String CANNOT_BE_READ =
            "http.expect cannot be read: write status as numbers, and json with pointer and in";

    /** @throws EarlyFinding where it cannot be worked with */
    static HttpExpectation of(HttpExpect expect) {
        if (expect == null) {
            return new HttpExpectation(OK, null, List.of(), null);
        }
        List<Integer> status = ReadableList.of(expect.status, CANNOT_BE_READ);
        List<String> in = expect.json == null ? List.of() : ReadableList.of(expect.json.in, CANNOT_BE_READ);
        if (expect.json != null && (expect.json.pointer == null || in.isEmpty())) {
            throw EarlyFinding.invalid(CANNOT_BE_READ);
        }
        return new HttpExpectation(
                status.isEmpty() ? OK : status,
                expect.json == null ? null : CompleteJson.pointer("http.expect.json.pointer", expect.json.pointer),
                in,
                expect.matches == null ? null : SearchPattern.of("http.expect.matches", expect.matches));
    }

    /** Whether more than the status counts; such work is not done on the loop. */
    boolean looksInside() {
        return pointer != null || pattern != null;
    }

    Finding judge(ProbeResponse answer) {
        if (!status.contains(answer.status())) {
            return Finding.bad(Reason.StatusUnexpected, answer.statusText() + "; expected: " + status);
        }
        if (pointer != null) {
            Optional<JsonNode> tree = CompleteJson.read(answer.body().getBytes());
            if (tree.isEmpty()) {
                return Finding.bad(
                        Reason.AnswerNotJson, "the answer of " + answer.body().length() + " bytes is not JSON");
            }
            JsonNode found = tree.get().at(pointer);
            if (!found.isValueNode() || !in.contains(found.asText())) {
                return Finding.bad(
                        Reason.AnswerUnexpected,
                        "at '" + pointer + "' stands " + kind(found) + "; expected: one of " + in);
            }
        }
        if (pattern != null && !pattern.isFoundIn(answer.body().toString(StandardCharsets.UTF_8))) {
            return Finding.bad(
                    Reason.AnswerUnexpected,
                    "the answer of " + answer.body().length() + " bytes does not match the pattern");
        }
        return Finding.good("the status is " + answer.status());
    }

    /** What stands there is never told, only of what kind it is. */
    private static String kind(JsonNode found) {
        return switch (Objects.requireNonNull(found.getNodeType())) {
            case MISSING -> "nothing";
            case STRING -> "another text";
            case NUMBER -> "another number";
            case BOOLEAN -> "another of true and false";
            case NULL -> "null";
            case ARRAY -> "a list";
            default -> "an object";
        };
    }
}
