package dev.lastgood.install;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Helm and kubectl against a cluster of their own, for CRDs and policies are there once. */
@RealApiServer
class ChartIT {

    private static final String MONITORING =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %1$ss.monitoring.coreos.com}
            spec:
              group: monitoring.coreos.com
              scope: Namespaced
              names: {kind: %2$s, plural: %1$ss, singular: %1$s}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            ---
            """;
    private static final String MODEL =
            """
            apiVersion: lastgood.dev/v1alpha1
            kind: ModelDeployment
            metadata: {name: pricing}
            spec: {gateway: {workloadRef: {name: gateway}}}
            """;

    private static final String GATEWAY =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: gateway}
            spec:
              selector: {matchLabels: {app: gateway}}
              template:
                metadata: {labels: {app: gateway}}
                spec: {containers: [{name: gateway, image: "gateway:1"}]}
            """;
    private static final String QUARANTINE =
            """
            apiVersion: lastgood.dev/v1alpha1
            kind: Quarantine
            metadata:
              name: gateway-1
              labels: {lastgood.dev/workload: Deployment.gateway, lastgood.dev/quarantined-template: "true"}
            spec:
              workload: {kind: Deployment, name: gateway}
              incident: wrong-prices
              reason: RolledBack
              template: [{in: Containers, name: gateway, field: image, value: "gateway:2"}]
            """;

    @TempDir
    private static Path directory;

    @AutoClose
    private static ControlPlane plane;

    @BeforeAll
    static void start() throws Exception {
        plane = ControlPlane.start(KubeSearch.find(true));
        kubectl("create", "namespace", Chart.NAMESPACE);
        kubectl("create", "namespace", "second");
    }

    /** The life of an installation, in its order. */
    @Test
    void itIsInstalledUpgradedRefusedTwiceAndUninstalledAndTheModelsAndQuarantinesStay() {
        theApiServerTakesEachSetOfValues();
        install("lastgood", Chart.NAMESPACE, ValueSet.EVERYTHING.yaml());
        eventually(
                "models are taken",
                () -> assertThat(plane.kubectl().apply("second", MODEL).err()).isEmpty());
        whatWatchesItFollowsTheKindsOfThePrometheusOperator();
        aSecondReleaseBringsNoPoliciesAndCrds();
        assertThat(plane.kubectl()
                        .apply("second", GATEWAY + "---\n" + QUARANTINE)
                        .err())
                .isEmpty();
        awaitKeptOut(true);
        uninstall("lastgood", Chart.NAMESPACE);
        uninstall("other", "second");
        awaitKeptOut(false);
        assertThat(kubectl("get", "mdl", "-n", "second", "-o", "name")).contains("pricing");
        String ours = "deployments,services,roles,rolebindings,networkpolicies,serviceaccounts,"
                + "validatingadmissionpolicies,validatingadmissionpolicybindings,clusterroles,clusterrolebindings";
        assertThat(kubectl("get", ours, "-A", "-l", "app.kubernetes.io/name=lastgood", "-o", "name"))
                .isEmpty();
        install("lastgood", Chart.NAMESPACE, "{}");
        awaitKeptOut(true);
        kubectl("delete", "quarantine", "gateway-1", "-n", "second");
        awaitKeptOut(false);
        uninstall("lastgood", Chart.NAMESPACE);
        for (int i = 0; i < 2; i++) {
            kubectl("apply", "--server-side", "--force-conflicts", "--validate=strict", "-k", "kustomize");
        }
        assertThat(kubectl("get", "mdl", "-n", "second", "-o", "name")).contains("pricing");
    }

    private static void theApiServerTakesEachSetOfValues() {
        for (ValueSet set : ValueSet.values()) {
            Kubectl.Result applied = plane.kubectl()
                    .run(
                            "apply",
                            "--server-side",
                            "--validate=strict",
                            "--dry-run=server",
                            "-f",
                            file(Chart.rendered(set.yaml())));
            assertThat(applied.exit()).as("%s: %s", set, applied.err()).isZero();
        }
    }

    private static String file(String yaml) {
        try {
            return Files.writeString(directory.resolve("objects.yaml"), yaml).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void whatWatchesItFollowsTheKindsOfThePrometheusOperator() {
        assertThat(plane.kubectl().run("get", "servicemonitors", "-A").exit()).isNotZero();
        String both = MONITORING.formatted("servicemonitor", "ServiceMonitor")
                + MONITORING.formatted("prometheusrule", "PrometheusRule");
        assertThat(plane.kubectl().apply(Chart.NAMESPACE, both).err()).isEmpty();
        kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
        upgrade(ValueSet.EVERYTHING.yaml());
        assertThat(kubectl("get", "servicemonitor,prometheusrule", "-n", Chart.NAMESPACE, "-o", "name"))
                .contains("servicemonitor", "prometheusrule");
        assertThat(kubectl("get", "prometheusrule", "lastgood", "-n", Chart.NAMESPACE, "-o", "yaml"))
                .contains("https://runbook.example/lastgood#");
    }

    private static void aSecondReleaseBringsNoPoliciesAndCrds() {
        assertThatThrownBy(() -> install("other", "second", "{}"))
                .hasMessageContaining("cannot be imported into the current release")
                .hasMessageContaining(
                        "\"meta.helm.sh/release-name\" must equal \"other\": current value is \"lastgood\"");
        install("other", "second", "{crds: {install: false}, quarantinePolicy: {install: false}}");
    }

    private static void awaitKeptOut(boolean isKeptOut) {
        eventually("the failed image is " + (isKeptOut ? "refused" : "let in"), () -> assertThat(plane.kubectl()
                        .apply("second", GATEWAY.replace("gateway:1", "gateway:2"), "--dry-run=server")
                        .err()
                        .contains("is quarantined by incident wrong-prices"))
                .isEqualTo(isKeptOut));
    }

    private static void uninstall(String release, String namespace) {
        Helm.uninstall(release)
                .withNamespace(namespace)
                .withKubeConfig(plane.kubeconfig())
                .call();
    }

    private static void install(String release, String namespace, String values) {
        Path file = Chart.file(values);
        try {
            new Helm(Chart.DIRECTORY)
                    .install()
                    .withName(release)
                    .withNamespace(namespace)
                    .withValuesFile(file)
                    .withKubeConfig(plane.kubeconfig())
                    .call();
        } finally {
            file.toFile().delete();
        }
    }

    private static void upgrade(String values) {
        Path file = Chart.file(values);
        try {
            new Helm(Chart.DIRECTORY)
                    .upgrade()
                    .withName("lastgood")
                    .withNamespace(Chart.NAMESPACE)
                    .withValuesFile(file)
                    .withKubeConfig(plane.kubeconfig())
                    .call();
        } finally {
            file.toFile().delete();
        }
    }

    private static String kubectl(String... args) {
        Kubectl.Result result = plane.kubectl().run(args);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }
}
