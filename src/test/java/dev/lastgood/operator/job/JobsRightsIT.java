package dev.lastgood.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.Login;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** To be able to make Jobs is much: a role need not have it. */
@RealApiServer
class JobsRightsIT {

    private static final String INCIDENT = "wrong-prices";

    @Test
    void withoutTheRightToWatchJobsItStartsAndSaysWhatDoesNotWork() {
        ControlPlane plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        String home = plane.newNamespace("operator");
        String namespace = plane.newNamespace("it");
        Login login = plane.serviceAccount(home, "lastgood");
        plane.kubectl()
                .apply(
                        home,
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRole
                        metadata: {name: %1$s}
                        rules:
                        - apiGroups: [lastgood.dev, apps, "", discovery.k8s.io, coordination.k8s.io]
                          resources: ["*"]
                          verbs: ["*"]
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata: {name: %1$s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                        subjects: [{kind: ServiceAccount, name: lastgood, namespace: %1$s}]
                        """
                                .formatted(home));
        try (OperatorProcess limited = OperatorProcess.start(
                login, Map.of("LASTGOOD_OPERATOR_NAMESPACE", home, "LASTGOOD_NAMESPACES", namespace))) {
            RunStage runs = new RunStage(new Stage(plane, namespace), Kubelet.shared());
            runs.stage()
                    .apply(Stage.gateway("1.0"))
                    .apply(Stage.model(RunStage.spec("retrain", "qa-ai-regression")))
                    .awaitGood("1.0");
            runs.stage().apply(Stage.gateway("1.1")).awaitServing("1.1");
            runs.stage().apply(Stage.incident(INCIDENT, ""));

            runs.stage().awaitIncident(INCIDENT, "it says why there is no regression", i -> assertThat(
                            Stage.condition(i.getStatus().conditions, "RegressionPassed"))
                    .isEqualTo("Unknown/JobsForbidden"));
            assertThat(limited.log())
                    .contains("retrain and regression Jobs do not work without the right to list,watch jobs.batch");
            assertThat(runs.stage().image()).isEqualTo("example.test/gateway:1.0");
        }
    }
}
