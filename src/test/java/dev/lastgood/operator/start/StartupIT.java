package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Login;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator says that cannot start, what it shows while it runs, and how it stops. */
@RealApiServer
class StartupIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        Crds.committed().forEach(crd -> PLANE.client().resource(crd).serverSideApply());
        operator = OperatorUnderTest.start(Map.of(), 2);
    }

    @Test
    void missingCrdsAreNamedInOneLineAndTheExitCodeIsNotZero() throws KubeUnavailable {
        try (ControlPlane bare = ControlPlane.start(KubeSearch.find(true))) {
            assertThat(refusal(bare.login("admin"), Map.of()))
                    .contains("modeldeployments.lastgood.dev is not installed")
                    .contains("kubectl apply -f crds/");
        }
    }

    @Test
    void missingRightsAreNamedInOneLineAndTheExitCodeIsNotZero() {
        assertThat(refusal(PLANE.login("nobody"), Map.of()))
                .contains("rights are missing")
                .contains("get,list,watch,patch deployments.apps")
                .contains("get,list,watch,patch statefulsets.apps")
                .contains("list,watch,delete pods")
                .contains("update aiincidents/status.lastgood.dev")
                .contains("in namespace lastgood");
    }

    @Test
    void anApiServerThatIsNotThereIsOneLineAndTheExitCodeIsNotZero(@TempDir Path directory) throws IOException {
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(
                kubeconfig,
                Files.readString(PLANE.kubeconfig()).replaceAll("https://127.0.0.1:[0-9]+", "https://127.0.0.1:1"));
        assertThat(refusal(new Login("admin", "", kubeconfig), Map.of()))
                .contains("https://127.0.0.1:1")
                .contains("does not answer");
    }

    @Test
    void itStopsGracefullyInTheMiddleOfAnIncidentAndNothingIsLost() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident("wrong-prices", ""));
        eventually("the rollback is under way", () -> assertThat(
                        stage.deployment().getMetadata().getAnnotations())
                .containsKey("lastgood.dev/rollback"));

        assertThat(operator.process().terminate()).isIn(0, 143);

        assertThat(operator.process().log()).doesNotContain("ERROR");
        operator.restart();
        stage.awaitPhase("wrong-prices", Phase.Mitigated);
        assertThat(Stage.step(stage.incident("wrong-prices"), "verify").orElseThrow().state)
                .isEqualTo(StepState.Done);
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(3);
    }

    @Test
    void healthAndMetricsAnswerAndLabelsNameNothingButTheModelThatCannotBeRolledBack() throws IOException {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        // A trigger that no other test of this class has, for all share one process.
        stage.apply(Stage.incident("wrong-prices", "").replace("Hallucination", "BiasDrift"));
        stage.awaitPhase("wrong-prices", Phase.Mitigated);

        assertThat(operator.process().get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(operator.process().get("/q/health/ready").statusCode()).isEqualTo(200);
        eventually("the incident is counted", () -> assertThat(ownMetrics())
                .contains("lastgood_incidents_total{outcome=\"Mitigated\",trigger=\"BiasDrift\"} 1.0")
                .contains("lastgood_incident_detection_to_patch_seconds_count{trigger=\"BiasDrift\"} 1.0")
                .contains("lastgood_incident_detection_to_mitigation_seconds_count{trigger=\"BiasDrift\"} 1.0")
                .anyMatch(line -> line.startsWith("lastgood_incident_detection_to_patch_seconds_bucket{")));
        assertThat(ownMetrics())
                .filteredOn(line -> !line.startsWith("lastgood_rollback_possible{"))
                .noneMatch(line -> line.contains(stage.namespace())
                        || line.contains(Stage.MODEL)
                        || line.contains("wrong-prices"));
    }

    private static List<String> ownMetrics() throws IOException {
        return operator.process()
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("lastgood_"))
                .toList();
    }

    /** The one line that an operator says which does not start. */
    private static String refusal(Login login, Map<String, String> settings) {
        try (OperatorProcess refused = OperatorProcess.launch(login, settings)) {
            assertThat(refused.waitFor()).isEqualTo(1);
            List<String> errors = refused.log()
                    .lines()
                    .filter(line -> line.contains("ERROR") || line.contains("WARN") || line.startsWith("\tat "))
                    .toList();
            assertThat(errors).singleElement().asString().contains("Lastgood cannot start: ");
            return errors.get(0);
        }
    }
}
