package dev.lastgood.observe.probe.prompt;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Digest;
import dev.lastgood.observe.probe.http.ProbeResponse;
import dev.lastgood.observe.probe.sample.CompleteJson;
import dev.lastgood.observe.probe.sample.Finding;
import java.util.Optional;

/**
 * What is expected of each answer to a prompt.
 *
 * @param schema null: none
 * @param golden null: none
 */
record PromptJudge(JsonPointer pointer, ForbiddenContent forbidden, AnswerSchema schema, GoldenText golden) {

    private static final int OK = 200;
    private static final int SHORT_DIGEST = 12;

    /** What is kept of an answer. */
    record Judged(Finding finding, String digest) {}

    Judged judge(ProbeResponse answer) {
        if (answer.status() != OK) {
            return bad(Reason.StatusUnexpected, answer.statusText() + "; expected: 200");
        }
        Optional<JsonNode> response = CompleteJson.read(answer.body().getBytes());
        if (response.isEmpty()) {
            return bad(Reason.AnswerNotJson, "the response of " + answer.body().length() + " bytes is not JSON");
        }
        JsonNode there = response.get().at(pointer);
        if (there.isMissingNode() || there.isNull()) {
            return bad(Reason.AnswerUnexpected, "the response has no answer at '" + pointer + "'");
        }
        String text = there.isTextual() ? there.textValue() : there.toString();
        String digest = Digest.of(text).substring(0, SHORT_DIGEST);
        return new Judged(finding(there, text, digest), digest);
    }

    private Finding finding(JsonNode there, String text, String digest) {
        String answer = "the answer sha256:" + digest + " ";
        Optional<String> found = forbidden.foundIn(text);
        if (found.isPresent()) {
            return Finding.bad(Reason.ForbiddenPatternFound, answer + "contains what it must not: " + found.get());
        }
        if (schema != null) {
            Optional<JsonNode> tree = there.isTextual() ? CompleteJson.read(text) : Optional.of(there);
            if (tree.isEmpty()) {
                return Finding.bad(Reason.SchemaViolated, answer + "is not JSON, so that it cannot satisfy the schema");
            }
            Optional<String> violation = schema.violation(tree.get());
            if (violation.isPresent()) {
                return Finding.bad(Reason.SchemaViolated, answer + "violates " + violation.get() + " of the schema");
            }
        }
        return Optional.ofNullable(golden)
                .flatMap(g -> g.tooFar(text))
                .map(far -> Finding.bad(Reason.TooFarFromGolden, answer + far))
                .orElse(Finding.good("answer sha256:" + digest));
    }

    private static Judged bad(Reason reason, String message) {
        return new Judged(Finding.bad(reason, message), null);
    }
}
