package dev.lastgood.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.observe.probe.sample.Finding;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What prompt probes find in the answers of a real server. */
class PromptSamplerTest {

    private static final String PATH = "/v1/chat/completions";
    private static final String SCHEMA = "jsonSchemaFrom: {configMapKeyRef: {name: canary, key: schema}}";
    private static final String GOLDEN = "golden: {configMapKeyRef: {name: canary, key: golden}, maxDistance: 0.1}";

    @AutoClose
    private static ProbingFixture probing;

    @BeforeAll
    static void start() {
        probing = new ProbingFixture();
        probing.configMaps.putAll(Map.of(
                "canary/body", "{\"messages\": [{\"role\": \"user\", \"content\": \"How much is s3cret?\"}]}",
                "canary/golden", "Turning, then one setup of milling.\n",
                "canary/schema",
                        """
                        {"type": "object", "required": ["price"], "additionalProperties": false,
                         "properties": {"price": {"type": "number", "minimum": 0}, "sku": {"pattern": "^[A-Z]+$"}}}""",
                "canary/no-json", "no schema",
                "canary/no-schema", "{\"type\": \"s3cret-type\"}",
                "canary/endless", "{\"$ref\": \"#\"}",
                "canary/bad-pattern", "{\"pattern\": \"(?=x)\"}"));
    }

    private static String prompt(String expect) {
        return "timeout: 5s\nprompt: {serviceRef: {name: gateway, port: 80}, path: " + PATH
                + ", bodyFrom: {configMapKeyRef: {name: canary, key: body}}, samples: 3, expect: {" + expect + "}}";
    }

    /** A response of the chat API. */
    private static String chat(String content) {
        return new ObjectMapper()
                .createObjectNode()
                .set(
                        "choices",
                        new ObjectMapper()
                                .createArrayNode()
                                .add(new ObjectMapper()
                                        .createObjectNode()
                                        .set(
                                                "message",
                                                new ObjectMapper()
                                                        .createObjectNode()
                                                        .put("content", content))))
                .toString();
    }

    private static IntFunction<String> always(String content) {
        return number -> chat(content);
    }

    static Stream<Arguments> answers() {
        IntFunction<String> json = always("{\"price\": 12.5, \"sku\": \"AB\"}");
        return Stream.of(
                argumentSet("any answer", always("s3cret"), "", Outcome.Good, Reason.AsExpected, "3 answers: sha256:"),
                argumentSet(
                        "three that are the same",
                        always("s3cret"),
                        "identical: true",
                        Outcome.Good,
                        Reason.AsExpected,
                        "(3)"),
                argumentSet(
                        "one of three differs",
                        (IntFunction<String>) number -> chat(number % 3 == 0 ? "s3cret 1" : "s3cret 2"),
                        "identical: true",
                        Outcome.Bad,
                        Reason.AnswersDiffer,
                        "2 answers to one prompt: sha256:"),
                argumentSet(
                        "no answer in the response",
                        (IntFunction<String>) number -> "{\"error\": \"s3cret\"}",
                        "",
                        Outcome.Bad,
                        Reason.AnswerUnexpected,
                        "answer 1 of 3: the response has no answer at '/choices/0/message/content'"),
                argumentSet(
                        "a response that is no JSON",
                        (IntFunction<String>) number -> "s3cret",
                        "",
                        Outcome.Bad,
                        Reason.AnswerNotJson,
                        "is not JSON"),
                argumentSet(
                        "an answer elsewhere",
                        (IntFunction<String>) number -> "{\"rationale\": \"s3cret " + number + "\"}",
                        "identical: true, answerPointer: /rationale",
                        Outcome.Bad,
                        Reason.AnswersDiffer,
                        "3 answers to one prompt"),
                argumentSet(
                        "the whole response",
                        (IntFunction<String>) number -> "{\"price\": 1}",
                        "answerPointer: '', " + SCHEMA,
                        Outcome.Good,
                        Reason.AsExpected,
                        "3 answers"),
                argumentSet("by the schema", json, SCHEMA, Outcome.Good, Reason.AsExpected, "3 answers"),
                argumentSet(
                        "against the schema",
                        always("{\"price\": \"s3cret\"}"),
                        SCHEMA,
                        Outcome.Bad,
                        Reason.SchemaViolated,
                        "violates /properties/price/type of the schema"),
                argumentSet(
                        "against a pattern of the schema",
                        always("{\"price\": 1, \"sku\": \"s3cret\"}"),
                        SCHEMA,
                        Outcome.Bad,
                        Reason.SchemaViolated,
                        "violates /properties/sku/pattern"),
                argumentSet(
                        "a field too many",
                        always("{\"price\": 1, \"s3cret\": 2}"),
                        SCHEMA,
                        Outcome.Bad,
                        Reason.SchemaViolated,
                        "violates /additionalProperties"),
                argumentSet(
                        "words where JSON is wanted",
                        always("The price is s3cret"),
                        SCHEMA,
                        Outcome.Bad,
                        Reason.SchemaViolated,
                        "is not JSON, so that it cannot satisfy the schema"),
                argumentSet(
                        "personal data",
                        always("Write to s3cret@example.org or pay with 4111 1111 1111 1111, 123-45-6789"),
                        "forbid: [Email, PhoneNumber, CreditCard, IBAN], "
                                + "forbidPatterns: [{name: us-ssn, pattern: '\\b\\d{3}-\\d{2}-\\d{4}\\b'}]",
                        Outcome.Bad,
                        Reason.ForbiddenPatternFound,
                        "contains what it must not: Email (1), CreditCard (1), us-ssn (1)"),
                argumentSet(
                        "no personal data",
                        always("Turning and one setup of milling."),
                        "forbid: [Email, PhoneNumber, CreditCard, IBAN]",
                        Outcome.Good,
                        Reason.AsExpected,
                        "3 answers"),
                argumentSet(
                        "near the golden answer",
                        always("Turning, then one set-up of milling. "),
                        GOLDEN,
                        Outcome.Good,
                        Reason.AsExpected,
                        "3 answers"),
                argumentSet(
                        "far from the golden answer",
                        always("Femtosecond laser honing, s3cret"),
                        GOLDEN,
                        Outcome.Bad,
                        Reason.TooFarFromGolden,
                        "is farther than 0.1 from the golden answer (more than 3 of 35 characters)"),
                argumentSet(
                        "endlessly far from the golden answer",
                        always("a".repeat(20_000)),
                        GOLDEN.replace("0.1", "1"),
                        Outcome.Bad,
                        Reason.TooFarFromGolden,
                        "has 20000 characters, more than the 16384 that are compared"),
                argumentSet(
                        "a schema that is not there",
                        json,
                        SCHEMA.replace("key: schema", "key: nowhere"),
                        Outcome.Unknown,
                        Reason.ConfigMapKeyMissing,
                        "prompt.expect.jsonSchemaFrom names the key nowhere of the ConfigMap canary, which is not there"),
                argumentSet(
                        "a schema that is no JSON",
                        json,
                        SCHEMA.replace("key: schema", "key: no-json"),
                        Outcome.Unknown,
                        Reason.ProbeInvalid,
                        "the JSON schema is no JSON object"),
                argumentSet(
                        "a schema that is none",
                        json,
                        SCHEMA.replace("key: schema", "key: no-schema"),
                        Outcome.Unknown,
                        Reason.ProbeInvalid,
                        "the JSON schema is none by the rules of its draft"),
                argumentSet(
                        "a schema without end",
                        json,
                        SCHEMA.replace("key: schema", "key: endless"),
                        Outcome.Unknown,
                        Reason.ProbeInvalid,
                        "the JSON schema refers to itself without end"),
                argumentSet(
                        "a schema with a pattern that is none",
                        json,
                        SCHEMA.replace("key: schema", "key: bad-pattern"),
                        Outcome.Unknown,
                        Reason.ProbeInvalid,
                        "and have small patterns of RE2 syntax"),
                argumentSet(
                        "a forbidden pattern that is none",
                        json,
                        "forbidPatterns: [{name: id, pattern: '['}]",
                        Outcome.Unknown,
                        Reason.ProbeInvalid,
                        "prompt.expect.forbidPatterns id is no regular expression"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void finds(IntFunction<String> answer, String expect, Outcome outcome, Reason reason, String message) {
        probing.server.answers(PATH, answer);

        Finding finding = probing.ask(prompt(expect));

        assertThat(finding.outcome()).as(finding.toString()).isEqualTo(outcome);
        assertThat(finding.reason()).isEqualTo(reason);
        assertThat(finding.message()).contains(message);
    }

    @Test
    void aSchemaIsReadFromNowhereElse() {
        probing.configMaps.put(
                "canary/remote", "{\"$ref\": \"http://127.0.0.1:" + probing.server.port() + "/schema.json\"}");
        probing.configMaps.put("canary/file", "{\"$ref\": \"file:///etc/hostname\"}");
        probing.configMaps.put("canary/class-path", "{\"$ref\": \"classpath:application.properties\"}");
        probing.server.answers(PATH, always("{}"));
        probing.server.answers("/schema.json", number -> "{}");

        for (String key : new String[] {"remote", "file", "class-path"}) {
            Finding finding = probing.ask(prompt(SCHEMA.replace("key: schema", "key: " + key)));
            assertThat(finding.reason()).as(finding.toString()).isEqualTo(Reason.ProbeInvalid);
            assertThat(finding.message()).contains("refer to nothing outside itself");
        }
        assertThat(probing.server.asked("/schema.json")).isZero();
    }

    @Test
    void onePromptIsSentAsOftenAsWanted() {
        probing.server.answers("/five", always("s3cret"));
        int before = probing.server.asked("/five");

        probing.ask(prompt("").replace(PATH, "/five").replace("samples: 3", "samples: 5"));

        assertThat(probing.server.asked("/five") - before).isEqualTo(5);
    }

    @Test
    void aBodyThatIsNotThereIsAMistakeOfTheProbe() {
        Finding finding = probing.ask(prompt("").replace("key: body", "key: nowhere"));

        assertThat(finding.reason()).isEqualTo(Reason.ConfigMapKeyMissing);
        assertThat(finding.message()).contains("prompt.bodyFrom names the key nowhere of the ConfigMap canary");
    }

    @Test
    void aHangIsBadAndAClosedPortIsUnknown() {
        String quick = prompt("").replace("timeout: 5s", "timeout: 1s");
        assertThat(probing.ask(quick.replace(PATH, "/hang")).reason()).isEqualTo(Reason.AnswerTimedOut);
        assertThat(probing.ask(quick.replace(PATH, "/503")).reason()).isEqualTo(Reason.StatusUnexpected);
        assertThat(probing.ask(quick.replace("gateway", "closed")).reason()).isEqualTo(Reason.TargetUnreachable);
    }
}
