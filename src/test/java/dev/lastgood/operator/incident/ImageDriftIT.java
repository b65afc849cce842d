package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Other bytes are pushed under the tag that a revision names, and pods that start later run them. */
@RealApiServer
class ImageDriftIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 3);
    }

    private static String gateway(String image) {
        return Stage.gateway("latest").replace("example.test/gateway:latest", image);
    }

    /** As messages show it. */
    private static String shortened(String imageId) {
        int digest = imageId.indexOf('@') + 1;
        return imageId.substring(digest, digest + "sha256:".length() + 12);
    }

    private static String drift(Stage stage) {
        return stage.model().getStatus().conditions.stream()
                .filter(condition -> condition.getType().equals("ImageDrifted"))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("");
    }

    private static void awaitDrift(Stage stage, String from) {
        stage.awaitModel("says that the bytes changed", model -> {
            assertThat(Stage.condition(model.getStatus().conditions, "ImageDrifted"))
                    .isEqualTo("True/ImageDrifted");
            assertThat(drift(stage)).contains("container gateway", "deploy " + from, "name images by digest");
        });
    }

    @ConcurrentTest
    void aRestartThatPullsOtherBytesIsReportedAndTheIncidentSaysWhatToDeploy() {
        Stage stage = operator.stage();
        String image = "example.test/" + stage.namespace() + ":latest";
        String first = operator.kubelet().push(image, "first");
        stage.apply(gateway(image)).apply(Stage.model("")).awaitGood("latest");
        assertThat(drift(stage)).isEmpty();

        String second = operator.kubelet().push(image, "second");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        awaitDrift(stage, first);
        assertThat(stage.model().getStatus().revisions)
                .as("nothing was deployed")
                .hasSize(1);

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/NoLastGood");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .contains("other bytes under the same tag", "deploy " + first);
        assertThat(incident.getStatus().diagnosis.changes)
                .anySatisfy(line -> assertThat(line).contains(shortened(second)));

        operator.kubelet().push(image, "first");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.awaitModel("the bytes are back", model -> assertThat(drift(stage)).isEmpty());
    }

    @ConcurrentTest
    void onePodThatIsReplacedIsEnough() {
        Stage stage = operator.stage();
        String image = "example.test/" + stage.namespace() + ":latest";
        String first = operator.kubelet().push(image, "first");
        stage.apply(gateway(image)).apply(Stage.model("")).awaitGood("latest");

        operator.kubelet().push(image, "second");
        String pod = stage.kubectl("get", "pods", "-o", "jsonpath={.items[0].metadata.name}");
        stage.kubectl("delete", "pod", pod, "--wait=false");
        awaitDrift(stage, first);
    }

    @ConcurrentTest
    void aRollbackRestoresAnotherRevisionAndSaysThatTheBytesChanged() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        String image = "example.test/" + stage.namespace() + ":latest";
        String first = operator.kubelet().push(image, "first");
        stage.apply(gateway(image)).awaitGood("latest");
        operator.kubelet().push(image, "second");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        awaitDrift(stage, first);

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .contains("other bytes under the same tag", "deploy " + first);
        assertThat(stage.image()).endsWith(":1.0");
        stage.awaitModel(
                "what serves has its bytes", model -> assertThat(drift(stage)).isEmpty());
    }
}
