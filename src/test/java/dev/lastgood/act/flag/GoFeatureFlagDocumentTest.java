package dev.lastgood.act.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.FlagFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoFeatureFlagDocumentTest {

    private static final FlagDocument GO = FlagDocument.of(FlagFormat.GoFeatureFlag);

    /** A flag with all that can decide before its default rule, between others that stay. */
    private static final String YAML =
            """
            # flags of the pricing team, é and 🧨
            other: &shared
              variations: {on: true, off: false}   # flow
              defaultRule: {variation: on}
            assistant:
              # keep me
              variations:
                on: true
                off: false
              targeting: # goes
                - name: beta
                  query: email ew "@example.test"
                  percentage:
                    on: 30
                    off: 70
              defaultRule: # a comment of the rule
                percentage:
                  on: 50
                  off: 50
              bucketingKey: companyId
              scheduledRollout:
                - date: 2026-01-01T00:00:00Z
                  defaultRule:
                    variation: on
              experimentation:
                start: 2026-01-01T00:00:00Z
                end: 2026-02-01T00:00:00Z
              disable: true # not off at all
              trackEvents: false # stays
              metadata:
                text: |
                  line

            # behind
            last: *shared
            """;

    private static final String YAML_OFF =
            """
            # flags of the pricing team, é and 🧨
            other: &shared
              variations: {on: true, off: false}   # flow
              defaultRule: {variation: on}
            assistant:
              # keep me
              variations:
                on: true
                off: false
              defaultRule:
                variation: "off"
              trackEvents: false # stays
              metadata:
                text: |
                  line

            # behind
            last: *shared
            """;

    private static Stream<Arguments> documents() {
        return Stream.of(
                arguments("everything, in block style", YAML, YAML_OFF),
                arguments(
                        "everything, with Windows line ends",
                        YAML.replace("\n", "\r\n"),
                        YAML_OFF.replace("\n", "\r\n")),
                arguments(
                        "the variation alone",
                        """
                        assistant:
                          variations:
                            on: 1
                            off: 0
                          defaultRule:
                            variation: on   # why
                        """,
                        """
                        assistant:
                          variations:
                            on: 1
                            off: 0
                          defaultRule:
                            variation: "off"   # why
                        """),
                arguments(
                        "a rule in braces stays in braces",
                        "assistant:\n  defaultRule: {percentage: {on: 50}} # why\n  variations:\n    off: 0\n",
                        "assistant:\n  defaultRule: {variation: \"off\"} # why\n  variations:\n    off: 0\n"),
                arguments(
                        "flow in YAML, the last members go",
                        "assistant: {variations: {on: 1, off: 0}, defaultRule: {variation: on}, targeting: [{query: a}], disable: true}\n",
                        "assistant: {variations: {on: 1, off: 0}, defaultRule: {variation: \"off\"}}\n"),
                arguments(
                        "flow in YAML, the first members go",
                        "assistant: {disable: true, targeting: [1], variations: {on: 1, off: 0}, defaultRule: {percentage: {on: 100}}}",
                        "assistant: {variations: {on: 1, off: 0}, defaultRule: {variation: \"off\"}}"),
                arguments(
                        "the removed one is the last line, without a line end",
                        "assistant:\n  variations:\n    off: false\n  defaultRule:\n    variation: off\n  disable: true",
                        "assistant:\n  variations:\n    off: false\n  defaultRule:\n    variation: off\n"),
                arguments(
                        "a list at the indentation of its key",
                        "assistant:\n  targeting:\n  - query: a\n    variation: on\n  - query: b\n    variation: on\n  variations: {off: 0}\n  defaultRule: {variation: off}\n",
                        "assistant:\n  variations: {off: 0}\n  defaultRule: {variation: off}\n"),
                arguments(
                        "JSON",
                        json(
                                "'targeting':[{'query':'a'}],^'variations':{'on':true,'off':false},'defaultRule':{'percentage':{'on':100}},'disable':true"),
                        json("'variations':{'on':true,'off':false},'defaultRule':{'variation': 'off'}")),
                arguments(
                        "JSON with what says nothing",
                        json(
                                "'targeting':[],'disable':false,'experimentation':null,'variations':{'off':false},'defaultRule':{'variation':'on'}"),
                        json(
                                "'targeting':[],'disable':false,'experimentation':null,'variations':{'off':false},'defaultRule':{'variation':\"off\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void isSwitchedOffInItsPlaceAndPutBack(String name, String before, String after) throws Exception {
        Switched switched = GO.switchOff(before, "assistant", "off");

        assertThat(switched.document()).isEqualTo(after);
        assertThat(GO.isOff(before, "assistant", "off")).isFalse();
        assertThat(GO.isOff(after, "assistant", "off")).isTrue();
        Switched restored = GO.restore(after, "assistant", switched.before(), switched.after());
        assertThat(restored.changed()).isTrue();
        // JSON is kept on one line, without the space between its tokens.
        boolean json = before.startsWith("{");
        assertThat(
                        json
                                ? CompactJson.of(restored.document())
                                : restored.document().stripTrailing())
                .isEqualTo(json ? CompactJson.of(before) : before.stripTrailing());
        assertThat(GO.restore(restored.document(), "assistant", switched.before(), switched.after())
                        .changed())
                .isFalse();
    }

    @Test
    void whatSomebodyChangedSinceIsLeftAsItIs() throws Exception {
        Switched switched = GO.switchOff(YAML, "assistant", "off");
        String theirs = switched.document().replace("trackEvents: false", "trackEvents: true");

        SwitchProblem problem = catchThrowableOfType(
                SwitchProblem.class, () -> GO.restore(theirs, "assistant", switched.before(), switched.after()));

        assertThat(problem.reason()).isEqualTo(Reason.FlagChangedMeanwhile);
    }

    private static Stream<Arguments> refused() {
        String rest = "  variations: {on: true, off: false}\n  defaultRule: {variation: on}\n";
        return Stream.of(
                arguments("empty", "", Reason.FlagDocumentInvalid, "not an object of flags"),
                arguments("a comment alone", "# nothing\n", Reason.FlagDocumentInvalid, "not an object of flags"),
                arguments("a list", "- assistant\n", Reason.FlagDocumentInvalid, "not an object of flags"),
                arguments("TOML", "[assistant]\ndisable = true\n", Reason.FlagDocumentInvalid, "TOML"),
                arguments("broken YAML", "assistant:\n\t- secret\n", Reason.FlagDocumentInvalid, "line 2"),
                arguments("broken JSON", "{\"assistant\": secret}", Reason.FlagDocumentInvalid, "like JSON and is not"),
                arguments(
                        "two documents", "assistant:\n" + rest + "---\nb: 1\n", Reason.FlagDocumentInvalid, "one doc"),
                arguments("byte order mark", "\uFEFFassistant:\n" + rest, Reason.FlagDocumentInvalid, "byte order"),
                arguments("another flag", "helper:\n" + rest, Reason.FlagNotFound, "there are: \"helper\""),
                arguments("no object", "assistant: true\n", Reason.FlagDocumentInvalid, "is not an object"),
                arguments(
                        "twice",
                        "assistant:\n" + rest + "assistant:\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "more than once"),
                arguments(
                        "a member twice",
                        "assistant:\n  disable: true\n  disable: false\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "\"disable\" stands more than once"),
                arguments(
                        "a name in another case",
                        "assistant:\n  Targeting: []\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "write targeting"),
                arguments(
                        "an alias",
                        "x: &x [1]\nassistant:\n  targeting: *x\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "anchor"),
                arguments("an anchor", "assistant: &x\n" + rest + "b: *x\n", Reason.FlagDocumentInvalid, "anchor"),
                arguments(
                        "a merge key",
                        "x: &x {disable: true}\nassistant:\n  <<: *x\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "merge key"),
                arguments(
                        "a merge key in braces",
                        "x: &x {disable: true}\nassistant: {<<: *x, variations: {off: 0}, defaultRule: {variation: off}}\n",
                        Reason.FlagDocumentInvalid,
                        "merge key"),
                arguments(
                        "an explicit key",
                        "assistant:\n  ? disable\n  : true\n" + rest,
                        Reason.FlagDocumentInvalid,
                        "on a line of its own"),
                arguments(
                        "the format of version 0",
                        "assistant:\n  percentage: 100\n  true: secret\n  false: secret\n  default: secret\n",
                        Reason.OffVariantMissing,
                        "there: none"),
                arguments(
                        "no such variation",
                        "assistant:\n  variations: {on: secret, low: secret}\n  defaultRule: {variation: on}\n",
                        Reason.OffVariantMissing,
                        "\"on\", \"low\""),
                arguments(
                        "variations of two types",
                        "assistant:\n  variations: {on: true, off: secret}\n  defaultRule: {variation: on}\n",
                        Reason.FlagDocumentInvalid,
                        "not of one type"),
                arguments(
                        "no default rule",
                        "assistant:\n  variations: {on: true, off: false}\n",
                        Reason.FlagDocumentInvalid,
                        "no \"defaultRule\""),
                arguments("nested too deep", "assistant: " + "[".repeat(200_000), Reason.FlagDocumentInvalid, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatItDoesNotKnowIsRefusedWithoutItsValues(String name, String document, Reason reason, String message) {
        SwitchProblem problem =
                catchThrowableOfType(SwitchProblem.class, () -> GO.switchOff(document, "assistant", "off"));

        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem).hasMessageContaining(message).hasMessageNotContaining("secret");
    }

    /** A document of one flag; an apostrophe stands for a quotation mark, a circumflex for a line's end. */
    private static String json(String members) {
        return ("{'assistant': {" + members + "}, 'z': 1.50}\n")
                .replace('\'', '"')
                .replace('^', '\n');
    }
}
