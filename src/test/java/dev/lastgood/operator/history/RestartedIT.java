package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rollout is under way while no operator runs: the new revision answers, and is the suspect. */
@RealApiServer
class RestartedIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 2);
    }

    /** Each pod must be ready for that long before the next one is replaced. */
    private static String slow(String version) {
        return Stage.gateway(version).replace("replicas: 2", "replicas: 2\n  minReadySeconds: 20");
    }

    private static Stage good() {
        return operator.stage()
                .apply(Stage.gateway("1.0"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
    }

    private static void awaitFirstPod(Stage stage, String version) {
        eventually("the first pod of " + version + " is ready", () -> assertThat(stage.plane()
                        .client()
                        .pods()
                        .inNamespace(stage.namespace())
                        .list()
                        .getItems())
                .anyMatch(pod -> pod.getSpec().getContainers().get(0).getImage().endsWith(":" + version)
                        && pod.getStatus().getConditions().stream()
                                .anyMatch(c -> c.getType().equals("Ready")
                                        && c.getStatus().equals("True"))));
    }

    @Test
    void anIncidentAfterTheRestartBlamesTheRevisionThatIsBeingRolledOut() {
        Stage stage = good();
        stage.apply(slow("1.1"));
        awaitFirstPod(stage, "1.1");
        operator.process().kill();
        operator.restart();

        stage.apply(Stage.incident(INCIDENT, ""));

        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
    }

    @Test
    void anIncidentThatWasCreatedMeanwhileBlamesTheRevisionThatIsBeingRolledOut() {
        Stage stage = good();
        operator.process().kill();
        stage.apply(slow("1.1"));
        awaitFirstPod(stage, "1.1");
        stage.apply(Stage.incident(INCIDENT, ""));

        operator.restart();

        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
    }
}
