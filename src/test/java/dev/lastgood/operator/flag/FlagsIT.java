package dev.lastgood.operator.flag;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The rung below the rollback: there is no last good revision here, so that flags follow at once. */
@RealApiServer
class FlagsIT {

    private static final String INCIDENT = "wrong-prices";

    /** With spaces and an order of its own, which must stay. */
    private static final String DOCUMENT =
            """
            { "$schema": "https://flagd.dev/schema/v0/flags.json",
              "flags": {
                 "other":     {"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"},
                 "rationale": {"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on",
                               "metadata":{"text":"a && b <c> \u2028 \u2029 \\b \\f \u007f \uD83D\uDE00"},
                               "targeting":{"if":[true,"on","off"]}},
                 "without-off": {"state":"ENABLED","variants":{"on":true},"defaultVariant":"on"} } }
            """;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 8);
    }

    private static Stage stage(String... flags) {
        Stage stage = operator.stage();
        configMap(stage, "flags", Map.of("flags.json", DOCUMENT, "plain", "true", "broken", "{\"flags\": "));
        return stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("flags:\n" + String.join("", flags)))
                .awaitServing("1.0");
    }

    private static void configMap(Stage stage, String name, Map<String, String> data) {
        stage.plane()
                .client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(stage.namespace())
                        .withName(name)
                        .endMetadata()
                        .withData(data)
                        .build())
                .create();
    }

    private static String flagd(String name, String configMap, String key) {
        return "- {name: %s, configMapRef: {name: %s, key: %s}}\n".formatted(name, configMap, key);
    }

    private static String plain(String name, String key) {
        return "- {name: %s, format: Plain, configMapRef: {name: flags, key: %s}}\n".formatted(name, key);
    }

    private static FlagRecord record(AIIncident incident, String flag) {
        return incident.getStatus().flags.stream()
                .filter(f -> f.name.equals(flag))
                .findFirst()
                .orElseThrow();
    }

    private static String message(AIIncident incident, String step) {
        return Stage.step(incident, step).orElseThrow().message;
    }

    @ConcurrentTest
    void aFlagdFlagIsSwitchedOffAndTheRestOfTheDocumentStaysByteForByte() {
        Stage stage = stage(flagd("rationale", "flags", "flags.json"));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/NoLastGood");
        assertThat(Stage.outcome(incident, "flag/rationale")).isEqualTo("Done/FlagOff");
        assertThat(Stage.condition(incident.getStatus().conditions, "Stabilized"))
                .isEqualTo("True/FlagsDisabled");
        assertThat(incident.getStatus().plan.flags).containsExactly("rationale");
        String after = record(incident, "rationale").after;
        assertThat(record(incident, "rationale").before).contains("\"if\":[true,\"on\",\"off\"]");
        assertThat(after).contains("\"defaultVariant\":\"off\"").doesNotContain("\"if\"");
        String document = stage.data("flags").get("flags.json");
        int begin = DOCUMENT.indexOf("\"rationale\"");
        assertThat(document).startsWith(DOCUMENT.substring(0, begin));
        assertThat(document).endsWith(DOCUMENT.substring(DOCUMENT.indexOf(",\n", DOCUMENT.indexOf("targeting"))));
        assertThat(document).isNotEqualTo(DOCUMENT);
        assertThat(stage.data("flags")).containsEntry("plain", "true");
        assertThat(stage.image()).endsWith(":1.0");
    }

    @ConcurrentTest
    void aPlainFlagIsItsWholeKey() {
        Stage stage = stage(plain("assistant", "plain"));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.data("flags")).containsEntry("plain", "false").containsEntry("flags.json", DOCUMENT);
        assertThat(record(incident, "assistant").before).contains("true");
        assertThat(record(incident, "assistant").after).contains("false");
    }

    @ConcurrentTest
    void aFlagThatCannotBeSwitchedSaysWhyAndAPersonMustAct() {
        Stage stage = stage(
                flagd("nowhere", "flags", "flags.json"),
                flagd("without-off", "flags", "flags.json"),
                flagd("unreadable", "flags", "broken"),
                flagd("no-key", "flags", "absent.json"),
                flagd("no-map", "absent", "flags.json"));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "flag/nowhere")).isEqualTo("Failed/FlagNotFound");
        assertThat(message(incident, "flag/nowhere")).contains("rationale");
        assertThat(Stage.outcome(incident, "flag/without-off")).isEqualTo("Failed/OffVariantMissing");
        assertThat(Stage.outcome(incident, "flag/unreadable")).isEqualTo("Failed/FlagDocumentInvalid");
        assertThat(Stage.outcome(incident, "flag/no-key")).isEqualTo("Failed/FlagKeyMissing");
        assertThat(message(incident, "flag/no-key")).contains("absent.json", "broken", "plain");
        assertThat(Stage.outcome(incident, "flag/no-map")).isEqualTo("Failed/FlagConfigMapMissing");
        assertThat(Stage.condition(incident.getStatus().conditions, "Ready")).isEqualTo("False/LadderExhausted");
        assertThat(stage.data("flags")).containsEntry("flags.json", DOCUMENT).containsEntry("broken", "{\"flags\": ");
        assertThat(stage.kubectl("get", "configmap", "absent", "--ignore-not-found"))
                .isEmpty();
    }

    @ConcurrentTest
    void whereOneOfTheFlagsStaysOnAPersonMustActAndTheOthersAreOff() {
        Stage stage = stage(plain("assistant", "plain"), flagd("nowhere", "flags", "flags.json"));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "flag/assistant")).isEqualTo("Done/FlagOff");
        assertThat(stage.data("flags")).containsEntry("plain", "false");
        assertThat(incident.getStatus().conditions)
                .filteredOn(c -> c.getType().equals("Stabilized"))
                .extracting(c -> c.getMessage())
                .first()
                .asString()
                .contains("could not be turned off: nowhere", "turned off: assistant");
    }

    @ConcurrentTest
    void anIncidentChoosesFlagsAndANameThatNobodyKnowsIsSaid() {
        Stage stage = stage(plain("assistant", "plain"), flagd("rationale", "flags", "flags.json"));

        stage.apply(Stage.incident("chosen", "response: {flags: [rationale]}"));
        AIIncident chosen = stage.awaitPhase("chosen", Phase.Mitigated);
        assertThat(chosen.getStatus().plan.flags).containsExactly("rationale");
        assertThat(stage.data("flags")).containsEntry("plain", "true");
        assertThat(stage.data("flags").get("flags.json")).isNotEqualTo(DOCUMENT);

        stage.apply(Stage.incident("unknown", "response: {flags: [rationel]}"));
        AIIncident unknown = stage.awaitPhase("unknown", Phase.NeedsHuman);
        assertThat(Stage.outcome(unknown, "flag/rationel")).isEqualTo("Failed/FlagNotFound");
        assertThat(message(unknown, "flag/rationel")).contains("the ModelDeployment has no flag rationel");
        assertThat(stage.data("flags")).containsEntry("plain", "true");
    }

    @ConcurrentTest
    void aFlagThatIsOffAlreadyCounts() {
        Stage stage = stage(plain("assistant", "plain"));
        stage.kubectl("patch", "configmap", "flags", "-p", "{\"data\": {\"plain\": \"false\"}}");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "flag/assistant")).isEqualTo("Done/FlagAlreadyOff");
    }

    @ConcurrentTest
    void aModelWithoutFlagsAndWithoutALastGoodNeedsAPerson() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitServing("1.0");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.condition(incident.getStatus().conditions, "Stabilized"))
                .isEqualTo("False/NoFlags");
        assertThat(message(incident, "rollback")).contains("lastgood.dev/declare-good");
    }

    @ConcurrentTest
    void theConfigMapOfAFlagIsNoPartOfARevision() {
        Stage stage = operator.stage();
        configMap(stage, "flags", Map.of("plain", "true"));
        stage.apply(Stage.configMap("prompts", "system", "be exact"));
        stage.apply(
                Stage.gateway(
                        "1.0",
                        """
                envFrom:
                - configMapRef: {name: flags}
                - configMapRef: {name: prompts}
                """));
        stage.apply(Stage.model("flags:\n" + plain("assistant", "plain"))).awaitGood("1.0");

        stage.kubectl("patch", "configmap", "flags", "-p", "{\"data\": {\"plain\": \"maybe\"}}");
        stage.apply(Stage.configMap("prompts", "system", "be creative"));

        eventually("the prompts are the second revision, and there is no third", () -> assertThat(
                        stage.model().getStatus().revisions)
                .extracting(r -> r.number)
                .containsExactly(2L, 1L));
    }
}
