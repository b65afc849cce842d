package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Configuration that is kept out, the way back for one half of two, and whether the API server keeps anything out. */
@RealApiServer
class QuarantineByOperatorIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of("LASTGOOD_QUARANTINE_CHECK", "2s"), 5);
    }

    private static Stage covered() {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        return stage;
    }

    private static String prompts(String prompt) {
        return Stage.configMap("prompts", "prompt", prompt);
    }

    private static String gateway(String version) {
        return Stage.gateway(version, "envFrom: [{configMapRef: {name: prompts}}]\n");
    }

    /** From a good gateway and prompt to these, which are rolled back. */
    private static Stage rolledBack(Stage stage, String version, String prompt) {
        stage.apply(prompts("good"))
                .apply(gateway("1.0"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(prompts(prompt)).apply(gateway(version));
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        eventually("the bad one serves", () -> {
            ModelDeployment model = stage.model();
            assertThat(model.getStatus().lastGoodRevision).isNotNull();
            assertThat(model.getStatus().servingRevision).isNotEqualTo(model.getStatus().lastGoodRevision);
            assertThat(Stage.condition(model.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("True/RolloutComplete");
        });
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        return stage;
    }

    private static Kubectl.Result dry(Stage stage, String yaml) {
        return stage.tryApply(yaml, "--server-side", "--force-conflicts", "--dry-run=server");
    }

    private static void awaitRefused(Stage stage, String yaml) {
        eventually("it is refused", () -> assertThat(dry(stage, yaml).err()).contains("is quarantined by incident"));
    }

    private static void awaitCondition(Stage stage, String expected) {
        stage.awaitModel(expected, m -> assertThat(Stage.condition(m.getStatus().conditions, "Quarantined"))
                .isEqualTo(expected));
    }

    private static double metric(String name) {
        try {
            return operator.process()
                    .get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void badConfigurationStaysOutAndAFixComesIn() {
        Stage stage = rolledBack(covered(), "1.0", "bad");
        assertThat(stage.data("prompts")).containsEntry("prompt", "good");

        awaitRefused(stage, prompts("bad"));
        assertThat(dry(stage, prompts("bad")).err())
                .contains("forbidden", INCIDENT, "key prompt of ConfigMap prompts", "kubectl delete quarantine");
        stage.apply(prompts("better"));
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        assertThat(dry(stage, prompts("bad")).err()).contains("is quarantined by incident");

        stage.apply(Stage.incident(INCIDENT, "resolution: {kind: FalseAlarm, rootCause: it was none}"))
                .awaitPhase(INCIDENT, Phase.Closed);
        eventually(
                "it may come back",
                () -> assertThat(dry(stage, prompts("bad")).exit()).isZero());
        assertThat(companions(stage)).isEmpty();
    }

    @Test
    void whereBothAreBlamedAFixOfTheConfigurationLetsTheTemplateIn() {
        Stage stage = rolledBack(covered(), "1.1", "bad");
        awaitRefused(stage, prompts("bad"));
        awaitRefused(stage, gateway("1.1"));

        stage.apply(prompts("better"));

        eventually(
                "the template comes in",
                () -> assertThat(dry(stage, gateway("1.1")).exit()).isZero());
        stage.apply(gateway("1.1"), "--server-side", "--force-conflicts").awaitServing("1.1");
        assertThat(dry(stage, prompts("bad")).err()).contains("is quarantined by incident");
    }

    @Test
    void whereBothAreBlamedAFixOfTheTemplateLetsTheConfigurationIn() {
        Stage stage = rolledBack(covered(), "1.1", "bad");
        awaitRefused(stage, prompts("bad"));
        awaitRefused(stage, gateway("1.1"));

        stage.apply(gateway("1.2"));

        eventually(
                "the configuration comes in",
                () -> assertThat(dry(stage, prompts("bad")).exit()).isZero());
        stage.apply(prompts("bad"), "--server-side", "--force-conflicts");
        assertThat(dry(stage, gateway("1.1")).err()).contains("is quarantined by incident");
    }

    @Test
    void thatNothingKeepsItOutIsSaidAndThatSomethingDoesAgain() {
        Stage stage = rolledBack(operator.stage(), "1.1", "bad");
        awaitCondition(stage, "True/QuarantineNotEnforced");
        assertThat(stage.kubectl(
                        "get",
                        "mdl",
                        Stage.MODEL,
                        "-o",
                        "jsonpath={.status.conditions[?(@.type==\"Quarantined\")].message}"))
                .contains("would let these back in", INCIDENT, "lastgood-quarantine");
        assertThat(metric("lastgood_quarantine_enforced")).isZero();
        assertThat(metric("lastgood_quarantine_checks_total{result=\"NotEnforced\""))
                .isPositive();

        QuarantinePolicy.cover(stage.plane(), stage.namespace());

        awaitCondition(stage, "True/QuarantinedRevisions");
        assertThat(metric("lastgood_quarantine_enforced")).isEqualTo(1);
        assertThat(metric("lastgood_quarantine_checks_total{result=\"Enforced\""))
                .isPositive();
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("prompts")).containsEntry("prompt", "good");
    }

    @Test
    void oneThatIsGoneIsNotKeptOutAndACompanionIsNoRevision() {
        Stage stage = rolledBack(covered(), "1.1", "good");
        AuditLog audit = stage.plane().audit().in(stage.namespace());
        String bad = stage.revision("1.1").orElseThrow().name;
        awaitCondition(stage, "True/QuarantinedRevisions");
        assertThat(stage.model().getStatus().revisions).hasSize(2);
        assertThat(companions(stage)).containsExactly(bad);
        assertThat(audit.entries().stream()
                        .filter(e -> e.namespace().equals(stage.namespace()) && e.code() < 300)
                        .filter(e ->
                                e.userAgent().contains("java") || e.userAgent().contains("fabric8"))
                        .filter(e -> e.verb().equals("create") || e.verb().equals("patch"))
                        .filter(e -> e.resource().equals("quarantines")
                                || e.resource().equals("controllerrevisions")
                                || e.resource().equals("deployments"))
                        .map(e -> e.verb() + " " + e.resource() + (e.uri().contains("dryRun") ? " dry" : ""))
                        .toList())
                .as("before the workload's patch one request: %s", audit.entries())
                .containsSubsequence("create quarantines", "patch deployments", "patch controllerrevisions");

        assertThat(stage.kubectl("get", "quarantines"))
                .contains(
                        "WORKLOAD", "VERSION", "BLAMED", "INCIDENT", "ENFORCED", "AGE", Stage.GATEWAY, "1.1", INCIDENT);
        eventually("it is said there", () -> assertThat(
                        stage.kubectl("get", "quarantine", bad, "-o", "jsonpath={.status.enforced}"))
                .isEqualTo("True"));

        stage.kubectl("delete", "controllerrevision", bad);

        awaitCondition(stage, "False/NothingQuarantined");
        assertThat(companions(stage)).as("it outlives its revision").containsExactly(bad);
        awaitRefused(stage, gateway("1.1"));
    }

    private static List<String> companions(Stage stage) {
        return stage.kubectl("get", "quarantines", "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .lines()
                .toList();
    }
}
