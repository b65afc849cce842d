package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Secret changes, and with it only the checksum that its chart writes into the pod template. */
@RealApiServer
class SecretChangeIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";
    private static final String WORDS = "a Secret, or something else that the chart renders, changed";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 2);
    }

    /** What a chart renders: the Secret with the key of the provider, and the gateway that reads it. */
    private static String release(String version, String key) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: provider}
                stringData: {api-key: %s}
                ---
                """
                        .formatted(key)
                + Stage.gateway(version)
                        .replace(
                                "metadata: {labels: {app: model-gateway}}",
                                "metadata: {labels: {app: model-gateway}, annotations: {checksum/secret: sum-of-" + key
                                        + "}}")
                        .replace(
                                "env: [",
                                "env: [{name: API_KEY, valueFrom: {secretKeyRef: {name: provider, key: api-key}}}, ");
    }

    private static Stage oneKeyAfterTheOther() {
        Stage stage = operator.stage()
                .apply(Stage.configMap("flags", "assistant", "true"))
                .apply(release("1.0", "k1"))
                .apply(Stage.model(FLAG + "response: {mode: Auto}\n"))
                .awaitGood("1.0")
                .apply(release("1.1", "k1"))
                .awaitGood("1.1");
        assertThat(condition(stage)).isEmpty();

        stage.apply(release("1.1", "k2"));
        stage.awaitModel("says that a Secret changed", model -> {
            assertThat(Stage.condition(model.getStatus().conditions, "SecretChanged"))
                    .isEqualTo("True/SecretChanged");
            assertThat(condition(stage)).contains(WORDS, "checksum/secret").doesNotContain("k2");
            assertThat(Stage.condition(model.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("True/RolloutComplete");
        });
        assertThat(stage.model().getStatus().revisions)
                .as("nothing was deployed")
                .hasSize(2);
        return stage;
    }

    private static String condition(Stage stage) {
        return stage.model().getStatus().conditions.stream()
                .filter(condition -> condition.getType().equals("SecretChanged"))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("");
    }

    @Test
    void noRevisionIsRestoredAndTheFlagsGoOffAlsoAfterARestart() {
        Stage stage = oneKeyAfterTheOther();
        String before = condition(stage);
        operator.restart();
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/SecretChanged");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message).contains(WORDS, "checksum/secret");
        assertThat(incident.getStatus().plan.to).isNull();
        assertThat(incident.getStatus().diagnosis.changes).first().asString().contains(WORDS, "checksum/secret");
        assertThat(stage.data("flags").get("assistant")).isEqualTo("false");
        assertThat(stage.deployment().getMetadata().getGeneration())
                .as("the workload is untouched")
                .isEqualTo(generation);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);
        assertThat(condition(stage)).as("since when").isEqualTo(before);

        stage.apply(release("1.1", "k1"));
        stage.awaitModel("the former Secret is back", model -> assertThat(condition(stage))
                .isEmpty());
    }

    @Test
    void aPersonWhoNamesTheTargetHasItRestored() {
        Stage stage = oneKeyAfterTheOther();

        stage.apply(Stage.incident(INCIDENT, "response: {rollback: {toVersion: \"1.0\"}}\n"));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message).contains(WORDS);
        assertThat(stage.image()).endsWith(":1.0");
    }
}
