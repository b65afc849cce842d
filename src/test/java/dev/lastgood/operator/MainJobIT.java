package dev.lastgood.operator;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Crds;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.Phase;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RealApiServer
class MainJobIT {

    @Test
    void anAppliedIncidentBringsTheLastGoodRevisionBack() {
        ControlPlane plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        String namespace = plane.newNamespace("main");
        try (Kubelet kubelet = Kubelet.start(plane);
                OperatorProcess operator =
                        OperatorProcess.start(plane.login("admin"), Map.of("LASTGOOD_NAMESPACES", namespace))) {
            apply(plane, namespace, gateway("1.0"));
            apply(
                    plane,
                    namespace,
                    """
                    apiVersion: lastgood.dev/v1alpha1
                    kind: ModelDeployment
                    metadata: {name: pricing}
                    spec:
                      gateway: {workloadRef: {name: model-gateway}}
                      goodness: {soak: 1s}
                    """);
            eventually("1.0 is good", () -> assertThat(model(plane, namespace).getStatus().revisions)
                    .anyMatch(r -> r.version.equals("1.0") && r.state.name().equals("Good")));
            apply(plane, namespace, gateway("1.1"));
            eventually("1.1 serves", () -> {
                var status = model(plane, namespace).getStatus();
                assertThat(status.revisions)
                        .anyMatch(r -> r.version.equals("1.1") && r.name.equals(status.servingRevision));
                assertThat(status.lastGoodRevision).isNotNull();
            });
            apply(
                    plane,
                    namespace,
                    """
                    apiVersion: lastgood.dev/v1alpha1
                    kind: AIIncident
                    metadata: {name: wrong-prices}
                    spec:
                      modelRef: {name: pricing}
                      trigger: Hallucination
                      summary: Quotes contain steps that no machine has
                    """);
            try {
                eventually("mitigated", () -> {
                    AIIncident incident = incident(plane, namespace);
                    assertThat(incident.getStatus().phase).isEqualTo(Phase.Mitigated);
                });
            } finally {
                System.out.println(operator.log());
                System.out.println(plane.kubectl()
                        .run("-n", namespace, "get", "aii,mdl,controllerrevision,deploy", "-o", "yaml")
                        .out());
                System.out.println(plane.kubectl()
                        .run("-n", namespace, "get", "lastgood,events")
                        .out());
            }
        }
    }

    private static ModelDeployment model(ControlPlane plane, String namespace) {
        return plane.client()
                .resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName("pricing")
                .get();
    }

    private static AIIncident incident(ControlPlane plane, String namespace) {
        return plane.client()
                .resources(AIIncident.class)
                .inNamespace(namespace)
                .withName("wrong-prices")
                .get();
    }

    private static void apply(ControlPlane plane, String namespace, String yaml) {
        var result = plane.kubectl().apply(namespace, yaml);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private static String gateway(String version) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: model-gateway}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: model-gateway}}
                  template:
                    metadata: {labels: {app: model-gateway}}
                    spec:
                      containers:
                      - name: gateway
                        image: example.test/gateway:%s
                        env: [{name: MODEL_VERSION, value: "%s"}]
                """
                .formatted(version, version);
    }
}
