package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What concerns the whole cluster or the whole operator: the shipped admission policy, and the pause. */
@RealApiServer
class KeptOutIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 4);
    }

    private static Stage covered(Stage stage) {
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        return stage;
    }

    private static void succeeds(Kubectl.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBadOneCannotComeBackAndAFixCan(boolean serverSide) {
        String[] how = serverSide ? new String[] {"--server-side"} : new String[0];
        Stage stage = covered(operator.stage());
        stage.apply(Stage.gateway("1.0"), how).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1"), how).awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        String bad = stage.revision("1.1").orElseThrow().name;

        eventually("the bad one is refused", () -> assertThat(
                        stage.tryApply(Stage.gateway("1.1"), "--server-side", "--force-conflicts", "--dry-run=server")
                                .exit())
                .isNotZero());
        Kubectl.Result again = stage.tryApply(Stage.gateway("1.1"), how);
        assertThat(again.exit()).isNotZero();
        assertThat(again.err()).contains("forbidden", bad, INCIDENT, "kubectl delete quarantine " + bad);
        assertThat(stage.image()).endsWith(":1.0");

        stage.kubectl("scale", "deployment/" + Stage.GATEWAY, "--replicas=3");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.apply(Stage.gateway("1.2"), serverSide ? new String[] {"--server-side", "--force-conflicts"} : how);
        stage.awaitServing("1.2");
    }

    @Test
    void aReleasedRevisionMayComeBack() {
        Stage stage = covered(operator.stage()).goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        eventually("the bad one is refused", () -> assertThat(
                        stage.tryApply(Stage.gateway("1.1"), "--dry-run=server").exit())
                .isNotZero());

        stage.apply(Stage.incident(INCIDENT, "resolution: {kind: FalseAlarm, rootCause: it was none}"))
                .awaitPhase(INCIDENT, Phase.Closed);

        eventually(
                "it may come back",
                () -> assertThat(stage.tryApply(Stage.gateway("1.1")).exit()).isZero());
        stage.awaitServing("1.1");
    }

    @Test
    void aPausedOperatorShowsThePlanChangesNothingAndGoesOn() {
        Stage stage = covered(operator.stage()).goodThenBad("1.0", "1.1");
        pause(true);
        try {
            stage.apply(Stage.incident(INCIDENT, ""));
            AIIncident incident = stage.awaitIncident(
                    INCIDENT, "waits", i -> assertThat(Stage.condition(i.getStatus().conditions, "Ready"))
                            .isEqualTo("False/OperatorPaused"));
            assertThat(incident.getStatus().phase).isEqualTo(Phase.Open);
            assertThat(incident.getStatus().plan.to)
                    .isEqualTo(stage.revision("1.0").orElseThrow().name);
            assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(2);
        } finally {
            pause(false);
        }

        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
    }

    private static void pause(boolean paused) {
        succeeds(operator.plane()
                .kubectl()
                .apply(operator.operatorNamespace(), Stage.configMap("lastgood", "paused", "" + paused)));
    }
}
