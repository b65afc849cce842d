package dev.lastgood.gitops;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.Live;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway in Git under Flux, which applies all objects of a Kustomization or none. */
@RealApiServer
class FluxIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String GOOD_PROMPTS = "{SYSTEM: Quote the price list only., TONE: Be brief.}";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 2);
    }

    private static String gateway(String version) {
        return Stage.gateway(version, "envFrom: [{configMapRef: {name: gateway-prompts}}]\n") + "---\n";
    }

    /** @param data YAML in braces */
    private static String prompts(String data) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: gateway-prompts}
                data: %s
                ---
                """
                .formatted(data);
    }

    private static Stage covered() {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        return stage;
    }

    private static void awaitRefused(Stage stage, String yaml) {
        eventually("it is refused", () -> assertThat(
                        stage.tryApply(yaml, "--server-side", "--force-conflicts", "--dry-run=server")
                                .err())
                .contains("is quarantined by incident"));
    }

    private static void isRefused(Optional<String> message) {
        assertThat(message).hasValueSatisfying(m -> assertThat(m).contains("is quarantined by incident", INCIDENT));
    }

    /** A gateway with these prompts and this version is rolled back from a bad one that differs in both. */
    private static FluxPlayer rolledBack(Stage stage, String other) {
        FluxPlayer flux = new FluxPlayer(stage, "gateway").reconciles(prompts(GOOD_PROMPTS) + gateway("1.0") + other);
        String good = stage.apply(Stage.model("")).awaitServingGood();
        flux.reconciles(prompts("{SYSTEM: Be creative., TONE: Be brief.}") + gateway("1.1") + other);
        stage.awaitServingInsteadOf(good);
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        awaitRefused(stage, gateway("1.1"));
        return flux;
    }

    @Test
    void whatElseIsInTheKustomizationWaitsForTheFixUnlessTheWorkloadIsLeftOut() {
        Stage stage = covered();
        FluxPlayer flux = rolledBack(stage, Stage.configMap("routes", "default", "big"));
        String bad = prompts("{SYSTEM: Be creative., TONE: Be brief.}") + gateway("1.1");
        String changed = Stage.configMap("routes", "default", "small");

        isRefused(flux.tryReconcile(bad + changed));
        assertThat(stage.data("routes")).containsEntry("default", "big");

        for (String one : new String[] {"deployment/" + Stage.GATEWAY, "configmap/gateway-prompts"}) {
            stage.kubectl("annotate", one, "kustomize.toolkit.fluxcd.io/reconcile=disabled");
        }
        flux.reconciles(bad + changed);
        assertThat(stage.data("routes")).containsEntry("default", "small");
        assertThat(stage.image()).endsWith(":1.0");

        for (String one : new String[] {"deployment/" + Stage.GATEWAY, "configmap/gateway-prompts"}) {
            stage.kubectl("annotate", one, "kustomize.toolkit.fluxcd.io/reconcile-");
        }
        String fix = prompts("{SYSTEM: Quote the price list of May.}") + gateway("1.2") + changed;
        flux.reconciles(fix);
        new Live(stage).isExactly(fix);
    }

    @Test
    void anIncidentInAKustomizationOfItsOwnIsResolvedByACommitWhileTheGatewayIsRefused() {
        Stage stage = covered();
        String bad = prompts("{SYSTEM: Be creative., TONE: Be brief.}") + gateway("1.1");
        FluxPlayer flux = rolledBack(stage, "");
        isRefused(flux.tryReconcile(bad));

        new FluxPlayer(stage, "model")
                .reconciles(Stage.model("")
                        + "---\n"
                        + Stage.incident(INCIDENT, "resolution: {kind: FalseAlarm, rootCause: it was none}"));

        stage.awaitPhase(INCIDENT, Phase.Closed);
        eventually("the commit is applied", () -> assertThat(flux.tryReconcile(bad))
                .isEmpty());
        new Live(stage).isExactly(bad);
    }
}
