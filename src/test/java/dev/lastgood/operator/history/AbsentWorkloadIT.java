package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** A tool deletes the workload and creates it again, or does not, while the restored revision is being verified. */
@RealApiServer
class AbsentWorkloadIT {

    @AutoClose
    private static ProbedOperator operator;

    @BeforeAll
    static void start() {
        operator = ProbedOperator.start(2, Map.of());
    }

    /** 1.1 was rolled back, and the probes must be good for long before that counts. */
    private static Stage stabilizing() {
        Stage stage = operator.stage();
        operator.answering(stage).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0"))
                .apply(ProbedOperator.spec().replace("goodFor: 1s", "goodFor: 20s"))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1"));
        Incidents.awaitAnother(stage, Phase.Stabilizing);
        eventually("1.0 is restored", () -> assertThat(stage.image()).endsWith(":1.0"));
        return stage;
    }

    private static void delete(Stage stage) {
        stage.kubectl("delete", "deployment", Stage.GATEWAY);
        stage.awaitModel("the workload is missed", m -> assertThat(Stage.condition(m.getStatus().conditions, "Ready"))
                .isEqualTo("False/WorkloadNotFound"));
    }

    private static String name(Stage stage) {
        return Incidents.all(stage).get(0).getMetadata().getName();
    }

    @ConcurrentTest
    void aWorkloadThatIsCreatedAgainAtOnceCostsNoFlag() {
        Stage stage = stabilizing();
        delete(stage);

        stage.apply(Stage.gateway("1.0"));

        AIIncident incident = stage.awaitPhase(name(stage), Phase.Mitigated);
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Done/Restored");
        assertThat(stage.data("flags")).containsEntry("assistant", "true");
        assertThat(Incidents.all(stage)).hasSize(1);
    }

    @ConcurrentTest
    void aWorkloadThatStaysAwayCostsTheFlags() {
        Stage stage = stabilizing();

        delete(stage);

        eventually("the flag is off", () -> assertThat(stage.data("flags")).containsEntry("assistant", "false"));
        assertThat(Stage.outcome(stage.incident(name(stage)), "flag/assistant")).isEqualTo("Done/FlagOff");
    }
}
