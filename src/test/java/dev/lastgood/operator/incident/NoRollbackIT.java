package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** When an incident restores nothing: it says why, and the next rung follows. */
@RealApiServer
class NoRollbackIT {

    private static final String INCIDENT = "wrong-prices";

    /** A model whose one flag shows that the rung below the rollback was reached. */
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 15);
    }

    private static Stage withFlag(Stage stage) {
        return stage.apply(Stage.configMap("flags", "assistant", "true"));
    }

    private static String flag(Stage stage) {
        return stage.data("flags").get("assistant");
    }

    /** The generation counts changes of the spec: rollout of the good one, of the bad one, and what came after. */
    private static long generation(Stage stage) {
        return stage.deployment().getMetadata().getGeneration();
    }

    private static String ready(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "Ready");
    }

    private static String message(AIIncident incident, String step) {
        return Stage.step(incident, step).orElseThrow().message;
    }

    @ConcurrentTest
    void aVersionThatNeverExistedIsNoTargetAndTheFlagsFollow() {
        Stage stage = withFlag(operator.stage().goodThenBad("1.0", "1.1")).apply(Stage.model(FLAG));

        stage.apply(Stage.incident(INCIDENT, "response: {rollback: {toVersion: \"0.9\"}}"));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/TargetNotFound");
        assertThat(message(incident, "rollback")).contains("0.9 was never seen", "(1.0)", "(1.1)");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(flag(stage)).isEqualTo("false");
    }

    @ConcurrentTest
    void whatServesAlreadyIsLeftAlone() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");

        stage.apply(Stage.incident(INCIDENT, "response: {rollback: {toVersion: \"1.0\"}}"));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/AlreadyServing");
        assertThat(generation(stage)).isEqualTo(1);
    }

    @ConcurrentTest
    void aSuspectThatDoesNotServeAnyMoreIsLeftAlone() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        String gone = stage.revision("1.0").orElseThrow().name;

        stage.apply(Stage.incident(INCIDENT, "suspect: " + gone));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/SuspectNotServing");
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(stage.revision("1.0").orElseThrow().state)
                .as("what is not rolled back keeps Good")
                .isEqualTo(RevisionState.Good);
    }

    @ConcurrentTest
    void aSuspectThatIsNoRevisionIsSaid() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");

        stage.apply(Stage.incident(INCIDENT, "suspect: model-gateway-nonsense"));

        stage.awaitIncident(INCIDENT, "says so", i -> assertThat(ready(i)).isEqualTo("False/SuspectUnknown"));
        assertThat(generation(stage)).isEqualTo(2);
    }

    @ConcurrentTest
    void aPausedDeploymentIsNotPatchedAndTheFlagsFollow() {
        Stage stage = withFlag(operator.stage().goodThenBad("1.0", "1.1")).apply(Stage.model(FLAG));
        stage.kubectl("rollout", "pause", "deployment/" + Stage.GATEWAY);

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/WorkloadPaused");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(flag(stage)).isEqualTo("false");
    }

    @ConcurrentTest
    void onAPausedModelThePlanIsShownAndNothingChangesUntilItGoesOn() {
        Stage stage = withFlag(operator.stage().goodThenBad("1.0", "1.1")).apply(Stage.model(FLAG + "paused: true"));

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident =
                stage.awaitIncident(INCIDENT, "waits", i -> assertThat(ready(i)).isEqualTo("False/ModelPaused"));

        assertThat(incident.getStatus().phase).isEqualTo(Phase.Open);
        assertThat(incident.getStatus().plan.from)
                .isEqualTo(stage.revision("1.1").orElseThrow().name);
        assertThat(incident.getStatus().plan.to).isEqualTo(stage.revision("1.0").orElseThrow().name);
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(flag(stage)).isEqualTo("true");

        stage.apply(Stage.model(FLAG + "paused: false"));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(flag(stage)).isEqualTo("true");
    }

    @ConcurrentTest
    void aRestoredImageThatCannotBePulledMeetsTheDeadlineAndTheFlagsFollow() {
        Stage stage = brokenGoodThenBad("response: {rollbackDeadline: 3s}");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Failed/DeadlineExceeded");
        assertThat(message(incident, "verify")).contains("did not serve within the deadline");
        assertThat(Stage.condition(incident.getStatus().conditions, "Verified")).isEqualTo("False/DeadlineExceeded");
        assertThat(flag(stage)).isEqualTo("false");
    }

    /** A revision that was declared good cannot be pulled any more; another one was rolled out since. */
    private static Stage brokenGoodThenBad(String response) {
        Stage stage = withFlag(operator.stage()).apply(Stage.gateway("does-not-exist"));
        stage.apply(Stage.model(FLAG + response)).awaitServing("does-not-exist");
        stage.kubectl(
                "annotate",
                "mdl",
                Stage.MODEL,
                Names.DECLARE_GOOD + "=" + stage.revision("does-not-exist").orElseThrow().name);
        stage.awaitGood("does-not-exist");
        return stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
    }

    @ConcurrentTest
    void aModelThatIsDeletedInMidIncidentLeavesItWaitingAndItGoesOnWithTheNextOne() {
        Stage stage = brokenGoodThenBad("response: {rollbackDeadline: 1h}");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Stabilizing);

        stage.kubectl("delete", "mdl", Stage.MODEL);
        stage.awaitIncident(INCIDENT, "waits", i -> assertThat(ready(i)).isEqualTo("False/ModelNotFound"));

        stage.apply(Stage.model(FLAG + "response: {rollbackDeadline: 2s}"));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Failed/DeadlineExceeded");
        assertThat(flag(stage)).isEqualTo("false");
        assertThat(ready(incident)).startsWith("True/");
    }

    @ConcurrentTest
    void anImmutableConfigMapIsNotTouched() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        String immutable = "immutable: true\n";
        stage.apply(Stage.configMap("prompts", "system", "be exact") + immutable)
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.kubectl("delete", "configmap", "prompts");
        stage.apply(Stage.configMap("prompts", "system", "be creative") + immutable)
                .apply(Stage.gateway("1.1", uses))
                .awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/ConfigMapImmutable");
        assertThat(message(incident, "rollback")).contains("prompts is immutable", "a new name with each change");
        assertThat(stage.image()).as("the template is left alone").endsWith(":1.1");
        assertThat(stage.data("prompts")).containsEntry("system", "be creative");
    }

    @ConcurrentTest
    void aConfigMapThatAnotherWorkloadSharesIsRestoredOnlyWhereTheModelSaysSo() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.gateway("7.0", uses).replace("model-gateway", "quotes"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative"))
                .apply(Stage.gateway("1.1", uses))
                .awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/SharedConfiguration");
        assertThat(message(incident, "rollback")).contains("quotes", "gateway.sharedConfigMaps: Restore");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.data("prompts")).containsEntry("system", "be creative");

        stage.apply(
                Stage.model("").replace("{name: model-gateway}}", "{name: model-gateway}, sharedConfigMaps: Restore}"));
        stage.apply(Stage.incident(INCIDENT, "attempt: 2"));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
    }

    @ConcurrentTest
    void aSecretThatVanishedMakesTheTargetImpossible() {
        Stage stage = operator.stage();
        stage.kubectl("create", "secret", "generic", "provider-key", "--from-literal=KEY=x");
        stage.apply(Stage.gateway("1.0", "envFrom: [{secretRef: {name: provider-key}}]"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        stage.kubectl("delete", "secret", "provider-key");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/SecretMissing");
        assertThat(message(incident, "rollback")).contains("provider-key");
        assertThat(stage.image()).endsWith(":1.1");
    }

    @ConcurrentTest
    void anIncidentThatIsThereBeforeItsModelWaitsForIt() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.kubectl("delete", "mdl", Stage.MODEL);

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident =
                stage.awaitIncident(INCIDENT, "waits", i -> assertThat(ready(i)).isEqualTo("False/ModelNotFound"));
        assertThat(incident.getStatus().phase).isEqualTo(Phase.Open);

        stage.apply(Stage.model(""));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
    }

    @ConcurrentTest
    void anIncidentWithoutAWorkloadNeedsAPerson() {
        Stage stage = operator.stage().apply(Stage.model(""));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(ready(incident)).isEqualTo("False/LadderExhausted");
        assertThat(Stage.condition(incident.getStatus().conditions, "Stabilized"))
                .isEqualTo("False/NoFlags");
    }

    @ConcurrentTest
    void anOldIncidentIsRecordedOnly() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");

        stage.apply(Stage.incident(
                "old", "detectedAt: " + Instant.now().minus(Duration.ofHours(2)).toString()));
        stage.apply(Stage.incident("resolved", "resolution: {kind: Fixed}"));

        assertThat(ready(stage.awaitPhase("old", Phase.RecordedOnly))).isEqualTo("True/Expired");
        assertThat(ready(stage.awaitPhase("resolved", Phase.RecordedOnly))).isEqualTo("True/CreatedWithResolution");
        assertThat(generation(stage)).isEqualTo(2);
        stage.awaitModel("none of them is active", m -> assertThat(m.getStatus().activeIncident)
                .isNull());
    }
}
