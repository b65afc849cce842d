package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@RealApiServer
class MainJobIT {

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 4);
    }

    @Test
    void anAppliedIncidentBringsTheLastGoodRevisionBack() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident("wrong-prices", ""));

        AIIncident incident = stage.awaitPhase("wrong-prices", Phase.Mitigated);

        assertThat(stage.image()).isEqualTo("example.test/gateway:1.0");
        assertThat(incident.getStatus().rollback.toVersion).isEqualTo("1.0");
        assertThat(incident.getStatus().evidence.servingVersion).isEqualTo("1.1");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        assertThat(operator.plane()
                        .audit()
                        .in(stage.namespace())
                        .patches("deployments", stage.namespace(), Stage.GATEWAY))
                .as("rollout of 1.1, rollback, ownership handed back")
                .isBetween(2L, 3L);
    }
}
