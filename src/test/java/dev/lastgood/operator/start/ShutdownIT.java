package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asked to end in the middle of a rollback, with and without leader election: what was begun is ended first. */
@RealApiServer
class ShutdownIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    @BeforeAll
    static void install() {
        Crds.committed().forEach(crd -> PLANE.client().resource(crd).serverSideApply());
        Kubelet.shared();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "single"})
    void theReconcileUnderWayEndsAndItsStatusIsWritten(String profile) {
        Stage stage = new Stage(PLANE, PLANE.newNamespace("shutdown"));
        Map<String, String> settings = new TreeMap<>(Map.of(
                "LASTGOOD_NAMESPACES", stage.namespace(),
                "LASTGOOD_OPERATOR_NAMESPACE", stage.namespace(),
                "QUARKUS_PROFILE", profile));
        try (ApiProxy proxy = ApiProxy.start(PLANE.login("admin"));
                OperatorProcess operator = OperatorProcess.start(proxy.login(), settings)) {
            stage.goodThenBad("1.0", "1.1");
            proxy.stall(path -> path.endsWith("/deployments/model-gateway"));
            stage.apply(Stage.incident("wrong-prices", ""));
            eventually("the patch is on its way", () -> assertThat(proxy.hasStalled())
                    .isTrue());

            operator.askToEnd();
            eventually("it waits", () -> assertThat(operator.log()).contains("Lastgood stops when"));
            assertThat(operator.hasEnded()).isFalse();
            proxy.release();

            assertThat(operator.waitFor()).isIn(0, 143);
            assertThat(stage.image()).endsWith(":1.0");
            assertThat(stage.incident("wrong-prices").getStatus())
                    .as(operator.log())
                    .isNotNull();
            assertThat(Stage.outcome(stage.incident("wrong-prices"), "rollback"))
                    .isEqualTo("Done/Patched");
            assertThat(operator.log()).doesNotContain("ERROR").doesNotContain("in the middle of");
        }
    }
}
