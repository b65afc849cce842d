package dev.lastgood.gitops;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.IncidentResponse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in Git under Flux, which applies all objects of a Kustomization or none. */
@RealApiServer
class FluxIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String GOOD_PROMPTS = "{SYSTEM: Quote the price list only., TONE: Be brief.}";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 9);
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

    /**
     * With the ConfigMap in the same Kustomization, and in one of its own. If the key is all that the commit changed of the
     * ConfigMap, then that it is absent is all that is blamed, and only a commit that has it is a fix.
     */
    @ParameterizedTest
    @CsvSource({
        "false, {SYSTEM: Be creative.}, {SYSTEM: Quote the price list of May.}",
        "true, {SYSTEM: Be creative.}, {SYSTEM: Quote the price list of May.}",
        "true, {SYSTEM: Quote the price list only.}, '{SYSTEM: Quote the price list only., TONE: Be kind.}'"
    })
    void aKeyThatTheBadCommitTookAwayComesBackAndTheFixIsAllThatIsLeft(boolean apart, String took, String fixed) {
        Stage stage = covered();
        Live live = new Live(stage);
        FluxPlayer gateway = new FluxPlayer(stage, "gateway");
        FluxPlayer prompts = apart ? new FluxPlayer(stage, "prompts") : null;
        String[] good = {prompts(GOOD_PROMPTS), gateway("1.0")};
        String[] bad = {prompts(took), gateway("1.1")};
        String[] fix = {prompts(fixed), gateway("1.2")};
        reconcile(prompts, gateway, good);
        String goodRevision = stage.apply(Stage.model("")).awaitServingGood();
        reconcile(prompts, gateway, bad);
        stage.awaitServingInsteadOf(goodRevision);
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        live.isExactly(good[0] + good[1]);
        awaitRefused(stage, bad[1]);

        for (int interval = 0; interval < 3; interval++) {
            if (apart) {
                prompts.tryReconcile(bad[0]);
                isRefused(gateway.tryReconcile(bad[1]));
            } else {
                isRefused(gateway.tryReconcile(bad[0] + bad[1]));
            }
            live.isExactly(good[0] + good[1]);
        }

        reconcile(prompts, gateway, fix);
        live.isExactly(fix[0] + fix[1]);
    }

    private static void reconcile(FluxPlayer prompts, FluxPlayer gateway, String[] commit) {
        if (prompts == null) {
            gateway.reconciles(commit[0] + commit[1]);
        } else {
            prompts.reconciles(commit[0]);
            gateway.reconciles(commit[1]);
        }
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
    void aFixOfOneHalfIsRefusedAndTheMessageAsksForBoth() {
        Stage stage = covered();
        FluxPlayer flux = rolledBack(stage, "");
        String prompts = prompts("{SYSTEM: Quote the price list of May., TONE: Be brief.}");
        String image = gateway("1.2");

        for (String half :
                new String[] {prompts("{SYSTEM: Be creative., TONE: Be brief.}") + image, prompts + gateway("1.1")}) {
            assertThat(flux.tryReconcile(half)).hasValueSatisfying(m -> assertThat(m)
                    .contains(
                            "image of container gateway",
                            " and ",
                            "key SYSTEM of ConfigMap gateway-prompts",
                            "both in one commit: Flux applies nothing while one object is refused"));
        }

        flux.reconciles(prompts + image);
        new Live(stage).isExactly(prompts + image);
    }

    /** As kustomize's generators name them: each content has a name of its own, and Flux prunes the former one. */
    private static String hashed(String version, String suffix) {
        return (prompts("{SYSTEM: " + suffix + "}") + gateway(version))
                .replace("gateway-prompts", "gateway-prompts-" + suffix);
    }

    @Test
    void aPrunedConfigMapWithAHashedNameServesTheRestoredRevisionUntilTheFix() {
        Stage stage = covered();
        FluxPlayer flux = new FluxPlayer(stage, "gateway").reconciles(hashed("1.0", "5f"));
        String good = stage.apply(Stage.model("")).awaitServingGood();
        flux.reconciles(hashed("1.1", "6a"));
        stage.awaitServingInsteadOf(good);
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        awaitRefused(stage, hashed("1.1", "6a"));

        for (int interval = 0; interval < 3; interval++) {
            isRefused(flux.tryReconcile(hashed("1.1", "6a")));
            assertThat(stage.data("gateway-prompts-5f")).isEqualTo(Map.of("SYSTEM", "5f"));
        }

        flux.reconciles(hashed("1.2", "7c"));
        stage.awaitServing("1.2");
        eventually("only the fix's ConfigMap is left", () -> assertThat(
                        stage.kubectl("get", "configmaps", "-o", "name").lines())
                .filteredOn(name -> name.contains("gateway-prompts"))
                .containsExactly("configmap/gateway-prompts-7c"));
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

    /** The example's Kustomization writes the annotation on all of its objects. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAPersonWritesIntoAnIncidentInGitStaysIfFluxMerges(boolean merges) {
        Stage stage = covered();
        FluxPlayer gateway = new FluxPlayer(stage, "gateway").reconciles(prompts(GOOD_PROMPTS) + gateway("1.0"));
        FluxPlayer model = new FluxPlayer(stage, "model").reconciles(Stage.model(""));
        String good = stage.awaitServingGood();
        gateway.reconciles(prompts(GOOD_PROMPTS) + gateway("1.1"));
        stage.awaitServingInsteadOf(good);
        String commit = Stage.model("")
                + "---\n"
                + Stage.incident(INCIDENT, "source: Alert")
                        .replace(
                                "metadata: {",
                                merges
                                        ? "metadata: {annotations: {kustomize.toolkit.fluxcd.io/ssa: Merge}, "
                                        : "metadata: {");
        model.reconciles(commit);
        String plan = stage.awaitPhase(INCIDENT, Phase.Suggested).getStatus().plan.hash;

        stage.kubectl(
                "patch",
                "aii",
                INCIDENT,
                "--type=merge",
                "-p",
                "{\"spec\":{\"response\":{\"approvedPlan\":\"" + plan + "\"}}}");
        model.reconciles(commit);

        if (merges) {
            assertThat(stage.incident(INCIDENT).getSpec().response.approvedPlan).isEqualTo(plan);
            stage.awaitPhase(INCIDENT, Phase.Mitigated);
        } else {
            IncidentResponse response = stage.incident(INCIDENT).getSpec().response;
            assertThat(response == null ? null : response.approvedPlan).isNull();
        }
    }
}
