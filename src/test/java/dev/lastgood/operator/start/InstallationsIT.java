package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two installations in one cluster: side by side where they watch different namespaces, and never on the same. */
@RealApiServer
class InstallationsIT {

    @AutoClose
    private static ControlPlane plane;

    @AutoClose
    private final Belongings leases = new Belongings();

    private String home;
    private String otherHome;

    @BeforeAll
    static void start() throws KubeUnavailable {
        plane = ControlPlane.start(KubeSearch.find(true));
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        eventually("our kinds are served", () -> assertThat(
                        plane.kubectl().run("get", "mdl,aii", "-A").exit())
                .isZero());
        plane.kubectl().run("create", "namespace", "a");
        plane.kubectl().run("create", "namespace", "b");
    }

    @BeforeEach
    void homes() {
        home = home();
        otherHome = home();
    }

    /** Its Leases go at the end of the test; otherwise the next one would wait until they run out. */
    private String home() {
        String namespace = plane.newNamespace("operator");
        leases.own(() -> plane.client().leases().inNamespace(namespace).delete());
        return namespace;
    }

    private static Map<String, String> settings(String home, String namespaces) {
        Map<String, String> settings =
                new TreeMap<>(Map.of("QUARKUS_PROFILE", "prod", "LASTGOOD_OPERATOR_NAMESPACE", home));
        if (namespaces != null) {
            settings.put("LASTGOOD_NAMESPACES", namespaces);
        }
        return settings;
    }

    /** One that leads, and has said what it watches. */
    private OperatorProcess leading(String home, String namespaces) {
        OperatorProcess operator = OperatorProcess.start(plane.login("admin"), settings(home, namespaces));
        eventually("it says what it watches", () -> assertThat(plane.kubectl()
                        .run("get", "lease", "lastgood", "-n", home, "-o", "jsonpath={.metadata.annotations}")
                        .out())
                .contains("\"lastgood.dev/watches\":\"" + (namespaces == null ? "*" : namespaces) + "\""));
        return operator;
    }

    private void isRefused(String namespaces, String... said) {
        try (OperatorProcess second = OperatorProcess.launch(plane.login("admin"), settings(otherHome, namespaces))) {
            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(second.log())
                    .contains("Lastgood cannot start: another Lastgood, in namespace " + home)
                    .contains(said)
                    .contains("lastgood.namespaces");
        }
    }

    @Test
    void whoComesLaterAndWatchesTheSameDoesNotStart() {
        try (OperatorProcess first = leading(home, null)) {
            isRefused(null, "watches all namespaces, this one all namespaces");
            isRefused("a", "watches all namespaces, this one a");
            assertThat(first.hasEnded()).isFalse();
        }
    }

    @Test
    void namespacesThatOverlapAreNoticedAndOthersGoSideBySide() {
        try (OperatorProcess first = leading(home, "a")) {
            isRefused("a,b", "watches a, this one a, b");
            isRefused(null, "watches a, this one all namespaces");
            try (OperatorProcess second = leading(otherHome, "b")) {
                assertThat(first.hasEnded() || second.hasEnded()).isFalse();
            }
        }
        // Its Lease runs out within seconds; until then whoever comes next is started again by Kubernetes.
        eventually("its place is free", () -> leading(otherHome, "a,b").close());
    }

    @Test
    void ofTwoThatStartAtOnceOneGoesOn() {
        try (OperatorProcess first = OperatorProcess.launch(plane.login("admin"), settings(home, null));
                OperatorProcess second = OperatorProcess.launch(plane.login("admin"), settings(otherHome, "a"))) {
            eventually("one has ended", () -> assertThat(first.hasEnded() || second.hasEnded())
                    .isTrue());
            OperatorProcess other = first.hasEnded() ? second : first;
            other.awaitReady();
            assertThat(other.hasEnded()).isFalse();
            assertThat((first.hasEnded() ? first : second).log()).contains("another Lastgood, in namespace ");
        }
    }
}
