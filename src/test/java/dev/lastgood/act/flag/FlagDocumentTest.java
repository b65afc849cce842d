package dev.lastgood.act.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.FlagFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagDocumentTest {

    private static final FlagDocument FLAGD = FlagDocument.of(FlagFormat.Flagd);
    private static final FlagDocument PLAIN = FlagDocument.of(FlagFormat.Plain);

    /** Everything that a reader and writer of JSON would quietly rewrite. */
    private static final String AWKWARD =
            """
            {\t"$schema" : "https://flagd.dev/schema/v0/flags.json",\r
              "$evaluators": {"beta": {"in": ["@beta", {"var": "email"}]}},
              "flags": {
                "z_first" : {"state":"ENABLED","variants":{"a":1.0,"b":1e3, "c" : -0},"defaultVariant":"a"},

                "assistant": {
                  "metadata": { "owner": "pricing \\u00e9\\/é", "n": 1.50, "braces": "}\\"{" },
                  "targeting": {
                    "if": [ {"$ref": "beta"}, "on", "off" ]
                  },
                  "defaultVariant":   "on"  ,
                  "variants": { "on": true,   "off":false },
                  "state": "DISABLED"
                },
                "assistant2": {"state": "ENABLED", "state": "ENABLED", "variants": {}, "defaultVariant": "on"}
              },
              "metadata": {"big": 12345678901234567890123}
            }

            """;

    private static Stream<Arguments> flagd() {
        return Stream.of(
                arguments(
                        "minified",
                        flag("'state':'ENABLED',^'variants':{'on':true,'off':false},'defaultVariant':'on'"),
                        flag("'state':'ENABLED',^'variants':{'on':true,'off':false},'defaultVariant':'off'")),
                arguments(
                        "disabled",
                        flag("'state':'DISABLED','variants':{'off':false},'defaultVariant':'off'"),
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':'off'")),
                arguments(
                        "targeting without need of anything else",
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':'off','targeting':{'if':[]}"),
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':'off','targeting':{}")),
                arguments(
                        "targeting null",
                        flag("'state':'ENABLED','variants':{'off':false},'targeting':null,'defaultVariant':'off'"),
                        flag("'state':'ENABLED','variants':{'off':false},'targeting':{},'defaultVariant':'off'")),
                arguments(
                        "state and default missing, spaced",
                        flag(" 'variants': {'off': false} "),
                        flag(" 'state': 'ENABLED', 'defaultVariant': 'off', 'variants': {'off': false} ")),
                arguments(
                        "state missing, minified",
                        flag("'variants':{'off':false},'defaultVariant':'off'"),
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':'off'")),
                arguments(
                        "default missing, on lines of their own",
                        flag("^  'variants' : {'off' : 0},^  'state' : 'ENABLED'^"),
                        flag("^  'defaultVariant': 'off',^  'variants' : {'off' : 0},^  'state' : 'ENABLED'^")),
                arguments(
                        "default is a number",
                        flag("'state':'ENABLED','defaultVariant':12,'variants':{'off':false}"),
                        flag("'state':'ENABLED','defaultVariant':'off','variants':{'off':false}")),
                arguments(
                        "default is a literal at the end",
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':null"),
                        flag("'state':'ENABLED','variants':{'off':false},'defaultVariant':'off'")),
                arguments(
                        "the flag's name written with an escape",
                        flag("'x':0")
                                .replace(
                                        "\"x\":0",
                                        "\"state\":\"ENABLED\",\"variants\":{\"off\":1},\"defaultVariant\":\"on\"")
                                .replace("assistant", "\\u0061ssistant"),
                        flag("'state':'ENABLED','variants':{'off':1},'defaultVariant':'off'")
                                .replace("assistant", "\\u0061ssistant")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flagd")
    void aFlagdFlagIsSwitchedOffInItsPlace(String name, String before, String after) throws Exception {
        Switched switched = FLAGD.switchOff(before, "assistant", "off");

        assertThat(switched.document()).isEqualTo(after);
        assertThat(switched.changed()).isTrue();
        assertThat(FLAGD.isOff(before, "assistant", "off")).isFalse();
        assertThat(FLAGD.isOff(after, "assistant", "off")).isTrue();
    }

    @Test
    void theRestOfTheDocumentStaysByteForByte() throws Exception {
        Switched switched = FLAGD.switchOff(AWKWARD, "assistant", "off");

        String expected = AWKWARD.replace("\"DISABLED\"", "\"ENABLED\"")
                .replace("\"defaultVariant\":   \"on\"  ,", "\"defaultVariant\":   \"off\"  ,")
                .replaceFirst("(?s)\"targeting\": \\{.*?\\]\\s*\\}", "\"targeting\": {}");
        assertThat(switched.document()).isEqualTo(expected).isNotEqualTo(AWKWARD);
        assertThat(new ObjectMapper().readTree(switched.document()).at("/flags/assistant/targeting"))
                .isEmpty();
    }

    @Test
    void theFlagsOwnPartIsKeptOnOneLineAsItWasWritten() throws Exception {
        Switched switched = FLAGD.switchOff(AWKWARD, "assistant", "off");

        String metadata = "{\"metadata\":{\"owner\":\"pricing \\u00e9\\/é\",\"n\":1.50,\"braces\":\"}\\\"{\"},";
        assertThat(switched.before())
                .isEqualTo(metadata + "\"targeting\":{\"if\":[{\"$ref\":\"beta\"},\"on\",\"off\"]},\"defaultVariant\":"
                        + "\"on\",\"variants\":{\"on\":true,\"off\":false},\"state\":\"DISABLED\"}");
        assertThat(switched.after())
                .isEqualTo(metadata + "\"targeting\":{},\"defaultVariant\":\"off\","
                        + "\"variants\":{\"on\":true,\"off\":false},\"state\":\"ENABLED\"}");
    }

    @Test
    void aFlagThatIsOffAlreadyIsLeftAsItIs() throws Exception {
        String off = flag("'state':'ENABLED', 'variants':{'off':false},'targeting': { },'defaultVariant':'off'");
        Switched switched = FLAGD.switchOff(off, "assistant", "off");

        assertThat(switched.changed()).isFalse();
        assertThat(switched.document()).isSameAs(off);
        assertThat(switched.before()).isEqualTo(switched.after()).contains("\"targeting\":{}");
    }

    @ParameterizedTest
    @CsvSource({"8192, false", "8193, true"})
    void aPartBeyondEightKibibytesIsKeptAsItsDigest(int bytes, boolean digested) throws Exception {
        String frame =
                "{'state':'DISABLED','variants':{'off':false},'defaultVariant':'off','note':''}".replace('\'', '"');
        // Two bytes each in UTF-8: the limit counts bytes and not characters.
        int missing = bytes - frame.length();
        String note = "é".repeat(missing / 2) + "x".repeat(missing % 2);
        String part = frame.replace("\"note\":\"\"", "\"note\":\"" + note + '"');
        Switched switched = FLAGD.switchOff("{\"flags\":{\"assistant\":" + part + "}}", "assistant", "off");

        if (digested) {
            assertThat(switched.before()).matches("sha256:[0-9a-f]{64}").isNotEqualTo(switched.after());
        } else {
            assertThat(switched.before()).isEqualTo(part);
        }
        assertThat(switched.document()).contains(note);
    }

    @Test
    void anOffVariantMayHaveAnyNameThatJsonCanWrite() throws Exception {
        String document = flag("'state':'ENABLED','variants':{'a\\\"b':1},'defaultVariant':'on'");

        assertThat(FLAGD.switchOff(document, "assistant", "a\"b").document())
                .isEqualTo(document.replace("\"on\"", "\"a\\\"b\""));
    }

    private static Stream<Arguments> badFlagd() {
        return Stream.of(
                arguments("empty", "", Reason.FlagDocumentInvalid, "not a JSON object"),
                arguments(
                        "broken JSON",
                        "{\"flags\": {\"assistant\": {\"state\": secret}}}",
                        Reason.FlagDocumentInvalid,
                        "not JSON at line 1, column"),
                arguments("cut off", "{\"flags\": {\"assistant\": {", Reason.FlagDocumentInvalid, "not JSON at line 1"),
                arguments(
                        "broken behind the flag",
                        ok().replace("}}}", "}}, \"x\": }"),
                        Reason.FlagDocumentInvalid,
                        "not JSON at line 1"),
                arguments("YAML", "flags:\n  assistant:\n    state: ENABLED\n", Reason.FlagDocumentInvalid, "YAML"),
                arguments("YAML in braces", "{flags: {assistant: {}}}", Reason.FlagDocumentInvalid, "YAML"),
                arguments("a comment", "// flags\n" + ok(), Reason.FlagDocumentInvalid, "not JSON at line 1"),
                arguments("a list", "[1]", Reason.FlagDocumentInvalid, "not a JSON object"),
                arguments("byte order mark", "\uFEFF" + ok(), Reason.FlagDocumentInvalid, "byte order mark"),
                arguments("trailing object", ok() + "\n{}", Reason.FlagDocumentInvalid, "closing brace, line 2"),
                arguments("trailing garbage", ok() + "}", Reason.FlagDocumentInvalid, "not JSON"),
                arguments("no flags", "{}", Reason.FlagDocumentInvalid, "no \"flags\""),
                arguments(
                        "flags a list",
                        "{\"flags\": [{\"key\": \"assistant\"}]}",
                        Reason.FlagDocumentInvalid,
                        "\"flags\" is not an object"),
                arguments(
                        "flags twice",
                        "{\"flags\": {}, \"flags\": " + ok().substring(9),
                        Reason.FlagDocumentInvalid,
                        "\"flags\" stands more than once"),
                arguments(
                        "flag twice",
                        "{\"flags\":{\"assistant\":{}," + ok().substring(10),
                        Reason.FlagDocumentInvalid,
                        "\"assistant\" stands more than once"),
                arguments(
                        "state twice",
                        flag("'state':'ENABLED','state':'ENABLED','variants':{'off':0}"),
                        Reason.FlagDocumentInvalid,
                        "\"state\" stands more than once in flag \"assistant\""),
                arguments(
                        "targeting twice, once with an escape",
                        flag("'targeting':{},'t\\u0061rgeting':{'if':[]},'variants':{'off':0}"),
                        Reason.FlagDocumentInvalid,
                        "\"targeting\" stands more than once"),
                arguments(
                        "variant twice",
                        flag("'variants':{'off':0,'off':1}"),
                        Reason.FlagDocumentInvalid,
                        "\"off\" stands more than once"),
                arguments(
                        "flag a boolean",
                        "{\"flags\": {\"assistant\": true}}",
                        Reason.FlagDocumentInvalid,
                        "\"assistant\" is not an object"),
                arguments(
                        "variants a list",
                        flag("'variants':['off']"),
                        Reason.FlagDocumentInvalid,
                        "\"variants\" of flag \"assistant\" is not an object"),
                arguments(
                        "off variant of another type",
                        flag("'variants':{'on':true,'off':'secret'}"),
                        Reason.FlagDocumentInvalid,
                        "another type"),
                arguments(
                        "off variant null",
                        flag("'variants':{'off':null}"),
                        Reason.FlagDocumentInvalid,
                        "another type"),
                arguments(
                        "flag not there",
                        ok().replace("assistant", "helper"),
                        Reason.FlagNotFound,
                        "no flag \"assistant\" and Lastgood creates none; there are: \"helper\""),
                arguments("no flag there", "{\"flags\": {}}", Reason.FlagNotFound, "there are: none"),
                arguments("variants missing", flag("'state':'ENABLED'"), Reason.OffVariantMissing, "none"),
                arguments("flag empty", flag(""), Reason.OffVariantMissing, "none"),
                arguments(
                        "off variant missing",
                        flag("'variants':{'on':'secret','low':'secret'}"),
                        Reason.OffVariantMissing,
                        "no variant \"off\": add it, or set offVariant to one that is there: " + "\"on\", \"low\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFlagd")
    void aBadFlagdDocumentIsToldClearlyAndWithoutItsValues(
            String name, String document, Reason reason, String message) {
        SwitchProblem problem =
                catchThrowableOfType(SwitchProblem.class, () -> FLAGD.switchOff(document, "assistant", "off"));

        assertThat(problem).hasMessageContaining(message).hasMessageNotContaining("secret");
        assertThat(problem.reason()).isEqualTo(reason);
    }

    @Test
    void theNamesThatAMessageListsAreBounded() {
        String flags = IntStream.range(0, 1000)
                .mapToObj(i -> "\"" + "n".repeat(200) + "\\n" + i + "\":{}")
                .collect(Collectors.joining(",", "{\"flags\":{", "}}"));
        SwitchProblem problem =
                catchThrowableOfType(SwitchProblem.class, () -> FLAGD.switchOff(flags, "assistant", "off"));

        assertThat(problem.getMessage())
                .hasSizeLessThan(1024)
                .contains("and 992 more")
                .doesNotContain("\n");
    }

    @ParameterizedTest(name = "[{0}] becomes [{2}]")
    @MethodSource("plain")
    void aPlainFlagIsSwitchedOffWithinItsWhitespace(String before, String off, String after) throws Exception {
        Switched switched = PLAIN.switchOff(before, "label", off);

        assertThat(switched.document()).isEqualTo(after);
        assertThat(switched.changed()).isEqualTo(!before.equals(after));
        assertThat(switched.before()).isEqualTo(before.strip());
        assertThat(switched.after()).isEqualTo(after.strip());
        assertThat(PLAIN.isOff(after, "label", off)).isTrue();
    }

    private static Stream<Arguments> plain() {
        return Stream.of(
                arguments("true", null, "false"),
                arguments("true", "", "false"),
                arguments("TRUE\n", "false", "false\n"),
                arguments("  True \r\n", "false", "  false \r\n"),
                arguments("false", "false", "false"),
                arguments("False\n", "false", "False\n"),
                arguments("on", "off", "off"),
                arguments("false", "off", "off"),
                arguments("50%", "0%", "0%"),
                arguments("", "false", "false"),
                arguments("\n", "false", "false\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"flags\": {}}", "[true]", "a=true\nb=true", "a=true\rb=true"})
    void aDocumentIsNotOverwrittenWithOneWord(String document) {
        SwitchProblem problem =
                catchThrowableOfType(SwitchProblem.class, () -> PLAIN.switchOff(document, "label", "false"));

        assertThat(problem.reason()).isEqualTo(Reason.FlagDocumentInvalid);
        assertThat(problem).hasMessageContaining("set format: Flagd");
    }

    private static String ok() {
        return flag("'state':'ENABLED','variants':{'on':true,'off':false},'defaultVariant':'on'");
    }

    /** A document of one flag; an apostrophe stands for a quotation mark, a circumflex for a line's end. */
    private static String flag(String members) {
        return ("{'flags':{'assistant':{" + members + "}}}").replace('\'', '"').replace('^', '\n');
    }
}
