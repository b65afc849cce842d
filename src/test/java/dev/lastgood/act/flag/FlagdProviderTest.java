package dev.lastgood.act.flag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.model.FlagFormat;
import dev.openfeature.contrib.providers.flagd.Config;
import dev.openfeature.contrib.providers.flagd.FlagdOptions;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Off is what an application sees: OpenFeature's own flagd provider evaluates what Lastgood writes. */
class FlagdProviderTest {

    private static final String FLAG = "admin_pricing_revision_assistant";

    /** What the application's code falls back to: on, the dangerous case. */
    private static final boolean CALLERS_DEFAULT = true;

    private static final String TARGETED =
            """
            {
              "$evaluators": {"isAdmin": {"==": [{"var": "role"}, "admin"]}},
              "flags": {
                "admin_pricing_revision_assistant": {
                  "state": "ENABLED",
                  "variants": {"on": true, "off": false},
                  "defaultVariant": "on",
                  "targeting": {"if": [{"$ref": "isAdmin"}, "on", "off"]}
                }
              }
            }
            """;

    private static final int START_MILLIS = 30_000;

    @TempDir
    private Path directory;

    @AfterAll
    static void shutDown() {
        OpenFeatureAPI.getInstance().shutdown();
    }

    @Test
    void aFlagThatTargetingTurnsOnIsOffAfterwards() throws Exception {
        assertThat(evaluate(TARGETED).getValue()).isTrue();
        assertThat(evaluate(TARGETED).getReason()).isEqualTo(Reason.TARGETING_MATCH.name());

        FlagEvaluationDetails<Boolean> after = evaluate(switchedOff(TARGETED));

        assertThat(after.getErrorCode()).isNull();
        assertThat(after.getValue()).isFalse();
        assertThat(after.getVariant()).isEqualTo("off");
        assertThat(after.getReason()).isEqualTo(Reason.STATIC.name());
    }

    @Test
    void anOffDefaultAloneWouldLeaveTheFlagOnForWhomTargetingNames() throws Exception {
        String defaultOnly = TARGETED.replace("\"defaultVariant\": \"on\"", "\"defaultVariant\": \"off\"");

        assertThat(evaluate(defaultOnly).getValue()).isTrue();
        assertThat(evaluate(switchedOff(defaultOnly)).getValue()).isFalse();
    }

    @Test
    void aDisabledFlagIsNoKillSwitchBecauseTheCallersDefaultWins() throws Exception {
        String disabled = TARGETED.replace("\"ENABLED\"", "\"DISABLED\"").replace("\"on\",\n", "\"off\",\n");

        FlagEvaluationDetails<Boolean> before = evaluate(disabled);
        assertThat(before.getValue()).isEqualTo(CALLERS_DEFAULT);
        assertThat(before.getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND);

        assertThat(evaluate(switchedOff(disabled)).getValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"targeting\": {}",
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": null",
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"gone\"",
                "\"state\": \"DISABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"off\"",
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"off\","
                        + " \"targeting\": \"on\""
            })
    void whateverMadeTheFlagAnswerOnIsOffAfterwards(String members) throws Exception {
        String document = "{\"flags\": {\"" + FLAG + "\": {" + members + "}}}";

        assertThat(evaluate(document).getValue()).isTrue();
        FlagEvaluationDetails<Boolean> after = evaluate(switchedOff(document));
        assertThat(after.getValue()).isFalse();
        assertThat(after.getErrorCode()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"off\"",
                "\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, \"defaultVariant\": \"off\","
                        + " \"targeting\": { }"
            })
    void whatLastgoodTakesForOffIsOff(String members) throws Exception {
        String document = "{\"flags\": {\"" + FLAG + "\": {" + members + "}}}";

        assertThat(FlagDocument.of(FlagFormat.Flagd).isOff(document, FLAG, "off"))
                .isTrue();
        assertThat(evaluate(document).getValue()).isFalse();
    }

    @Test
    void anOffVariantOfAnotherTypeWouldAnswerWithTheCallersDefault() throws Exception {
        String mixed = "{\"flags\": {\"" + FLAG + "\": {\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": "
                + "\"no\"}, \"defaultVariant\": \"off\", \"targeting\": {}}}}";

        assertThat(evaluate(mixed).getValue()).isEqualTo(CALLERS_DEFAULT);
        assertThat(evaluate(mixed).getErrorCode()).isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    private static String switchedOff(String document) throws SwitchProblem {
        return FlagDocument.of(FlagFormat.Flagd)
                .switchOff(document, FLAG, "off")
                .document();
    }

    private FlagEvaluationDetails<Boolean> evaluate(String document) throws Exception {
        String domain = UUID.randomUUID().toString();
        Path file = Files.writeString(directory.resolve(domain + ".json"), document);
        OpenFeatureAPI api = OpenFeatureAPI.getInstance();
        api.setProviderAndWait(
                domain,
                new FlagdProvider(FlagdOptions.builder()
                        .resolverType(Config.Resolver.FILE)
                        .offlineFlagSourcePath(file.toString())
                        // The default of a second is too short where the first start shares two cores with a build.
                        .deadline(START_MILLIS)
                        .build()));
        return api.getClient(domain)
                .getBooleanDetails(FLAG, CALLERS_DEFAULT, new MutableContext("somebody").add("role", "admin"));
    }
}
