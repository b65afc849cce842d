package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.install.Chart;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A cluster that has nothing beside Kubernetes, and that without ValidatingAdmissionPolicies: no Gateway API, no OpenFeature
 * operator, no Prometheus operator. The operator runs with the rights that the chart grants.
 */
@RealApiServer
class BareClusterIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static OperatorProcess operator;

    @BeforeAll
    static void start() throws KubeUnavailable {
        plane = BELONGINGS.own(ControlPlane.start(
                KubeSearch.find(true),
                "--runtime-config=admissionregistration.k8s.io/v1/validatingadmissionpolicies=false"
                        + ",admissionregistration.k8s.io/v1/validatingadmissionpolicybindings=false",
                "--disable-admission-plugins=ValidatingAdmissionPolicy"));
        BELONGINGS.own(Kubelet.start(plane));
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        eventually("our kinds are served", () -> assertThat(
                        plane.kubectl().run("get", "mdl,aii", "-A").exit())
                .isZero());
        String home = plane.newNamespace("operator");
        Chart.rights("lastgood", home, "quarantinePolicy: {install: false}")
                .forEach(right -> plane.client().resource(right).serverSideApply());
        operator = BELONGINGS.own(OperatorProcess.start(
                plane.serviceAccount(home, "lastgood"),
                Map.of("LASTGOOD_OPERATOR_NAMESPACE", home, "LASTGOOD_QUARANTINE_CHECK", "1s")));
    }

    private static Stage stage() {
        return new Stage(plane, plane.newNamespace("bare"));
    }

    @Test
    void whatItLacksIsNotServed() {
        for (String kind : List.of(
                "validatingadmissionpolicies", "httproutes", "featureflags", "servicemonitors", "prometheusrules")) {
            assertThat(plane.kubectl().run("get", kind, "-A").err())
                    .as(kind)
                    .contains("the server doesn't have a resource type");
        }
    }

    @Test
    void whatIsRolledBackStaysSoWithoutThePolicyAndTheModelSaysThatNothingKeepsItOut() {
        Stage stage = stage().goodThenBad("1.0", "1.1");

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        stage.awaitModel("it says so", m -> assertThat(Stage.condition(m.getStatus().conditions, "Quarantined"))
                .isEqualTo("True/QuarantineNotEnforced"));

        // As a GitOps controller would, and nobody refuses it.
        stage.apply(Stage.gateway("1.1"));
        eventually("it is restored again", () -> assertThat(stage.image()).endsWith(":1.0"));
    }

    @Test
    void flagsOfAConfigMapAreSwitchedOffAndTheRouteThatNobodyServesIsNamed() {
        Stage stage = stage().apply(Stage.configMap("flags", "assistant", "true"))
                .apply(Stage.gateway("1.0"))
                .apply(
                        Stage.model(
                                """
                        flags:
                        - {name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}
                        - {name: other, featureFlagRef: {name: other}, offVariant: "off"}
                        route:
                          httpRouteRef: {name: pricing}
                          backendRef: {name: model-gateway}
                          fallback: {serviceRef: {name: rules, port: 80}}
                        """));
        stage.awaitServing("1.0");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
        assertThat(incident.getStatus().steps)
                .extracting(step -> step.state + "/" + step.reason)
                .contains("Failed/FeatureFlagNotServed", "Failed/RouteNotServed");
    }
}
