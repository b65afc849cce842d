package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two operators as in a Deployment with two replicas: one acts, the other waits for its turn. */
@RealApiServer
class LeaderIT {

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static final ControlPlane PLANE = ControlPlane.shared();
    private static String home;
    private static Stage stage;
    private static OperatorProcess first;
    private static OperatorProcess second;

    @BeforeAll
    static void start() {
        Crds.committed().forEach(crd -> PLANE.client().resource(crd).serverSideApply());
        Kubelet.shared();
        home = PLANE.newNamespace("operator");
        stage = new Stage(PLANE, PLANE.newNamespace("it"));
        first = BELONGINGS.own(operator("lastgood-0"));
        eventually("the first one leads", () -> assertThat(leader()).isEqualTo("lastgood-0"));
        second = BELONGINGS.own(operator("lastgood-1"));
    }

    @Test
    void theSecondActsOnlyAfterTheFirstWasKilledAndAnIncidentInBetweenIsHandledOnce() {
        stage.goodThenBad("1.0", "1.1");
        assertThat(leader()).isEqualTo("lastgood-0");
        assertThat(first.log()).contains("model=" + stage.namespace() + "/pricing");
        assertThat(second.log()).doesNotContain(stage.namespace() + "/pricing");

        first.kill();
        stage.apply(Stage.incident("wrong-prices", ""));
        stage.awaitPhase("wrong-prices", Phase.Mitigated);

        assertThat(leader()).isEqualTo("lastgood-1");
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(3);
        assertThat(second.log()).contains("incident=" + stage.namespace() + "/wrong-prices");
    }

    private static OperatorProcess operator(String name) {
        return OperatorProcess.start(
                PLANE.login("admin"),
                Map.of(
                        "QUARKUS_PROFILE",
                        "prod",
                        "HOSTNAME",
                        name,
                        "LASTGOOD_NAMESPACES",
                        stage.namespace(),
                        "LASTGOOD_OPERATOR_NAMESPACE",
                        home));
    }

    private static String leader() {
        return PLANE.client()
                .leases()
                .inNamespace(home)
                .withName("lastgood")
                .get()
                .getSpec()
                .getHolderIdentity();
    }
}
