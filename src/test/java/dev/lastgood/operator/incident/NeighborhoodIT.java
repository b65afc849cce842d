package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** What other objects of the namespace mean for a rollback: an owner, writers of ConfigMaps, and those who share them. */
@RealApiServer
class NeighborhoodIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String USES = "envFrom: [{configMapRef: {name: prompts}}]";
    private static final String RESTORE =
            Stage.model("").replace("{name: model-gateway}}", "{name: model-gateway}, sharedConfigMaps: Restore}");
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 8);
    }

    /** 1.0 with exact prompts is Good, 1.1 with creative ones serves. */
    private static Stage goodThenBad(Stage stage, String model) {
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", USES))
                .apply(model)
                .awaitGood("1.0");
        return stage.apply(Stage.configMap("prompts", "system", "be creative"))
                .apply(Stage.gateway("1.1", USES))
                .awaitServing("1.1");
    }

    private static String message(AIIncident incident, String step) {
        return Stage.step(incident, step).orElseThrow().message;
    }

    private static String condition(Stage stage, String type) {
        return Stage.condition(stage.model().getStatus().conditions, type);
    }

    private static String pod(String labels) {
        return """
                metadata: {labels: {%s}}
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: "example.test/eval:1", envFrom: [{configMapRef: {name: prompts}}]}]
                """
                .formatted(labels);
    }

    private static String daemonSet() {
        return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: edge}\n"
                + "spec:\n  selector: {matchLabels: {app: edge}}\n  template:\n"
                + pod("app: edge")
                        .replace("restartPolicy: Never", "restartPolicy: Always")
                        .indent(4);
    }

    private static String cronJob(String name) {
        return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: " + name + "}\n"
                + "spec:\n  schedule: '0 3 * * *'\n  suspend: true\n  jobTemplate:\n    spec:\n      template:\n"
                + pod("app: nightly").indent(8);
    }

    private static String job() {
        return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: eval}\nspec:\n  template:\n"
                + pod("app: eval").indent(4);
    }

    private static String barePod() {
        return "apiVersion: v1\nkind: Pod\n" + pod("app: debug").replace("metadata: {", "metadata: {name: debug, ");
    }

    @ConcurrentTest
    void aWorkloadThatAControllerOwnsIsNotRolledBackAndTheOwnerIsNamed() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.configMap("flags", "assistant", "true"))
                .apply(Stage.model(FLAG))
                .awaitGood("1.1");
        assertThat(condition(stage, "OwnedBy")).isEqualTo("False/NotOwned");
        ownedBy(stage, "platform");
        stage.awaitModel(
                "says who owns the workload", m -> assertThat(Stage.condition(m.getStatus().conditions, "OwnedBy"))
                        .isEqualTo("True/OwnedByController"));

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/OwnedByController");
        assertThat(message(incident, "rollback"))
                .contains("ConfigMap platform (v1) owns the Deployment model-gateway", "change the ConfigMap platform");
        assertThat(incident.getStatus().plan.to).isNull();
        assertThat(incident.getStatus().plan.why).contains("ConfigMap platform (v1)");
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.revision("1.1").orElseThrow().state)
                .as("what is not rolled back keeps Good")
                .isEqualTo(RevisionState.Good);
        assertThat(stage.kubectl("get", "controllerrevisions", "-o", "name"))
                .as("nothing keeps out what the owner writes")
                .doesNotContain("-quarantine");
        stage.apply(Stage.gateway("1.1", "imagePullPolicy: Always"));
    }

    /** A controller of its own kind would be the owner; the API server does not ask what kind that is. */
    private static void ownedBy(Stage stage, String owner) {
        stage.apply(Stage.configMap(owner, "image", "1.1"));
        String uid = stage.kubectl("get", "configmap", owner, "-o", "jsonpath={.metadata.uid}");
        stage.kubectl(
                "patch",
                "deployment",
                Stage.GATEWAY,
                "--type=merge",
                "-p",
                """
                {"metadata": {"ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "%s", "uid": "%s",
                "controller": true}]}}
                """
                        .formatted(owner, uid));
    }

    @ConcurrentTest
    void whatSharesAConfigMapRefusesARollbackOrIsNamedWithIt() {
        Stage stage = operator.stage();
        goodThenBad(stage, Stage.model(""));
        stage.apply(daemonSet()).apply(cronJob("nightly")).apply(job()).apply(barePod());

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident refused = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(refused, "rollback")).isEqualTo("Failed/SharedConfiguration");
        assertThat(message(refused, "rollback"))
                .contains(
                        "prompts is also used by CronJob/nightly, DaemonSet/edge, Job/eval, Pod/debug",
                        "gateway.sharedConfigMaps: Restore");
        assertThat(stage.data("prompts")).containsEntry("system", "be creative");

        stage.apply(RESTORE).apply(Stage.incident("again", "response: {mode: Suggest}"));
        AIIncident suggested = stage.awaitPhase("again", Phase.Suggested);
        assertThat(suggested.getStatus().plan.alsoAffects)
                .containsExactly(
                        "CronJob/nightly (prompts)",
                        "DaemonSet/edge (prompts)",
                        "Job/eval (prompts)",
                        "Pod/debug (prompts)");
        stage.apply(Stage.incident("again", "response: {mode: Auto}"));
        AIIncident restored = stage.awaitPhase("again", Phase.Mitigated);
        assertThat(message(restored, "rollback")).contains("prompts (also used by CronJob/nightly, DaemonSet/edge,");
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
    }

    @ConcurrentTest
    void whatUsesAConfigMapNoMoreOrForTheModelItselfDoesNotShareIt() {
        Stage stage = operator.stage();
        String regression = "regression: {cronJobRef: {name: own-test}, run: Never}\n";
        goodThenBad(stage, Stage.model(regression));
        stage.apply(Stage.gateway("0.9", USES)
                        .replace("model-gateway", "leftover")
                        .replace("replicas: 2", "replicas: 0"))
                .apply(cronJob("own-test"));

        stage.apply(Stage.incident(INCIDENT, ""));

        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
    }

    @ConcurrentTest
    void aCaThatIsRotatedMakesNoRevisionAndIsNeverRestored() {
        Stage stage = operator.stage();
        String ca = Stage.configMap("corporate-ca", "CA", "%s")
                .replace(
                        "{name: corporate-ca}",
                        "{name: corporate-ca, labels: {trust.cert-manager.io/bundle: corporate-ca}}");
        String uses = "envFrom: [{configMapRef: {name: corporate-ca}}]";
        stage.apply(ca.formatted("old"))
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.gateway("7.0", uses).replace("model-gateway", "quotes"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        assertThat(stage.model().getStatus().excludedConfigMaps)
                .extracting(c -> c.name + " by " + c.writtenBy)
                .containsExactly("corporate-ca by trust-manager");

        stage.apply(ca.formatted("rotated"));
        stage.apply(Stage.gateway("1.1", uses)).awaitServing("1.1");
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.version)
                .containsExactly("1.1", "1.0");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("corporate-ca")).containsEntry("CA", "rotated");

        stage.apply(ca.formatted("rotated again"));
        stage.apply(Stage.gateway("1.2", uses)).awaitServing("1.2");
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.version)
                .containsExactly("1.2", "1.1", "1.0");
        assertThat(List.of(stage.kubectl("get", "controllerrevisions", "-l", Names.WORKLOAD, "-o", "yaml")
                        .split("\n")))
                .as("no revision has the CA")
                .noneMatch(line -> line.strip().startsWith("CA:"));
    }

    @ConcurrentTest
    void aConfigMapThatAControllerWritesIsPartOfARevisionIfTheModelNamesIt() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("owner", "any", "thing"));
        String uid = stage.kubectl("get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}");
        String prompts = Stage.configMap("prompts", "system", "%s")
                .replace(
                        "{name: prompts}",
                        "{name: prompts, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: " + uid
                                + ", controller: true}]}");
        stage.apply(prompts.formatted("be exact"))
                .apply(Stage.gateway("1.0", USES))
                .apply(Stage.model("")
                        .replace("{name: model-gateway}}", "{name: model-gateway}, configMaps: [prompts]}"))
                .awaitGood("1.0");
        assertThat(stage.model().getStatus().excludedConfigMaps).isEmpty();
        stage.apply(prompts.formatted("be creative"))
                .apply(Stage.gateway("1.1", USES))
                .awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, ""));

        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
    }
}
