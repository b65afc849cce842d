package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The same content is the same revision, whatever the policy, the noise or the API server's defaults say of it. */
@RealApiServer
class IdentityIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 16);
    }

    @ConcurrentTest
    void aConfigMapThatThePolicyNamesLaterMakesNoRevisionAndIsRestored() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("rules", "level", "strict"));
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        String serving = stage.model().getStatus().servingRevision;

        stage.apply(naming("rules"));

        eventually("the revision knows it", () -> assertThat(annotation(stage, serving, Names.CONFIGURATION))
                .contains("rules"));
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.version + " " + r.state)
                .containsExactly("1.1 Good", "1.0 Good");
        assertThat(stage.model().getStatus().servingRevision).isEqualTo(serving);

        stage.apply(Stage.configMap("rules", "level", "lax"));
        stage.awaitModel("the new content is another revision", m -> assertThat(m.getStatus().revisions)
                .hasSize(3));
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.awaitModel("it serves", m -> assertThat(m.getStatus().servingRevision)
                .isEqualTo(m.getStatus().revisions.get(0).name));
        stage.apply(Stage.incident("lax", "")).awaitPhase("lax", Phase.Mitigated);

        assertThat(stage.data("rules")).containsEntry("level", "strict");
        assertThat(stage.incident("lax").getStatus().rollback.toRevision).isEqualTo(serving);
    }

    @ConcurrentTest
    void afterThePolicyNamedAConfigMapARollbackGoesToThePreviousContent() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("rules", "level", "strict"));
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");

        stage.apply(naming("rules"));
        eventually("the revision knows it", () -> assertThat(
                        annotation(stage, stage.model().getStatus().servingRevision, Names.CONFIGURATION))
                .contains("rules"));
        stage.apply(Stage.incident("bad", "")).awaitPhase("bad", Phase.Mitigated);

        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.incident("bad").getStatus().reverts).isNull();
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.version + " " + r.state)
                .containsExactly("1.1 Quarantined", "1.0 Good");
        assertThat(stage.data("rules")).containsEntry("level", "strict");
    }

    @ConcurrentTest
    void aPipelineThatWritesItsRunIdLeavesTheRevisionGood() {
        Stage stage = operator.stage();
        stage.apply(labeled("1.0", "skaffold.dev/run-id", "run-0"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;
        stage.apply(Stage.model("").replace("soak: 1s", "soak: 168h"));

        for (int run = 1; run <= 3; run++) {
            stage.apply(labeled("1.0", "skaffold.dev/run-id", "run-" + run));
            stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        }

        stage.awaitModel("it is ignored", m -> assertThat(m.getStatus().ignored)
                .extracting(i -> i.part + " " + i.reason)
                .containsExactly("template label skaffold.dev/run-id Known"));
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.name + " " + r.state)
                .containsExactly(good + " Good");
        assertThat(snapshots(stage)).hasSize(1);
    }

    @ConcurrentTest
    void whatTheModelBeginsToIgnoreLeavesTheRevisionsTheSame() {
        Stage stage = operator.stage();
        stage.apply(labeled("1.0", "team.example/run", "a"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;
        stage.apply(Stage.model("")
                .replace("soak: 1s", "soak: 168h")
                .replace("{name: model-gateway}}", "{name: model-gateway}, ignore: {labels: [team.example/run]}}"));
        stage.awaitModel("it is ignored", m -> assertThat(m.getStatus().ignored)
                .extracting(i -> i.part + " " + i.reason)
                .containsExactly("template label team.example/run Configured"));

        stage.apply(labeled("1.0", "team.example/run", "b"));
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        stage.kubectl("scale", "deployment/" + Stage.GATEWAY, "--replicas=3");
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);

        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.name + " " + r.state)
                .containsExactly(good + " Good");
    }

    @ConcurrentTest
    void anAnnotationThatIsAnotherOneAtEachRenderIsLearned() {
        Stage stage = operator.stage();
        stage.apply(annotated("1.0", "render-0")).apply(Stage.model("")).awaitGood("1.0");
        for (int render = 1; render <= 3; render++) {
            int revisions = 1 + render;
            stage.apply(annotated("1.0", "render-" + render));
            stage.awaitModel(
                    "it was seen",
                    m -> assertThat(m.getStatus().revisions.size()).isEqualTo(revisions));
        }
        stage.awaitModel("it is learned", m -> assertThat(m.getStatus().ignored)
                .extracting(i -> i.part + " " + i.reason)
                .containsExactly("template annotation team.example/render Learned"));

        stage.apply(annotated("1.0", "render-4"));
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        stage.apply(annotated("1.1", "render-5")).awaitServing("1.1");
        stage.apply(Stage.incident("bad", "")).awaitPhase("bad", Phase.Mitigated);

        assertThat(stage.image()).endsWith(":1.0");
        assertThat(snapshots(stage)).hasSize(5);
        assertThat(stage.incident("bad").getStatus().reverts).isNull();
    }

    @ConcurrentTest
    void aFieldThatTheApiServerAddedIsNoChange() throws IOException {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.awaitGood("1.1");
        List<String> recorded =
                snapshots(stage).stream().map(r -> r.getMetadata().getName()).toList();
        stage.kubectl("delete", "mdl", Stage.MODEL);
        for (String revision : recorded) {
            recordWithoutDefault(stage, revision);
        }
        stage.apply(Stage.model("").replace("soak: 1s", "soak: 168h"));
        stage.awaitModel(
                "it remembers", m -> assertThat(m.getStatus().servingRevision).endsWith("-before"));

        stage.kubectl("scale", "deployment/" + Stage.GATEWAY, "--replicas=3");
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        assertThat(snapshots(stage)).hasSize(2);

        stage.apply(Stage.incident("bad", "")).awaitPhase("bad", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(snapshots(stage)).hasSize(2);
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.version + " " + r.state)
                .containsExactly("1.1 Quarantined", "1.0 Good");
    }

    @ConcurrentTest
    void promptsThatChangeInPlaceAreBlamedAndNotTheRevisionThatRuns() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("prompts", "system", "be exact"));
        stage.apply(Stage.gateway("1.0", "volumeMounts: [{name: prompts, mountPath: /prompts}]")
                        + "volumes: [{name: prompts, configMap: {name: prompts}}]".indent(6))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;

        stage.apply(Stage.configMap("prompts", "system", "be creative"));
        stage.awaitModel("it is another revision", m -> assertThat(m.getStatus().revisions)
                .hasSize(2));
        stage.apply(Stage.incident("creative", "")).awaitPhase("creative", Phase.Mitigated);

        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
        assertThat(stage.model().getStatus().revisions)
                .extracting(r -> r.state)
                .containsExactly(RevisionState.Quarantined, RevisionState.Good);
        assertThat(stage.model().getStatus().servingRevision).isEqualTo(good);
    }

    /** As if the body had been stored before the API server knew the field. */
    private static void recordWithoutDefault(Stage stage, String revision) throws IOException {
        ObjectNode object =
                (ObjectNode) JSON.readTree(stage.kubectl("get", "controllerrevision", revision, "-o", "json"));
        ((ObjectNode) object.at("/data/template/spec")).remove("terminationGracePeriodSeconds");
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.retain("name", "labels", "annotations");
        metadata.put("name", revision + "-before");
        ((ObjectNode) metadata.get("annotations")).remove(List.of(Names.PROJECTION, Names.CONFIGURATION));
        stage.kubectl("delete", "controllerrevision", revision);
        stage.apply(object.toString());
    }

    private static String naming(String configMap) {
        return Stage.model("")
                .replace("{name: model-gateway}}", "{name: model-gateway}, configMaps: [" + configMap + "]}");
    }

    private static String labeled(String version, String key, String value) {
        return Stage.gateway(version)
                .replace(
                        "labels: {app: model-gateway}}\n    spec",
                        "labels: {app: model-gateway, " + key + ": " + value + "}}\n    spec");
    }

    private static String annotated(String version, String render) {
        return Stage.gateway(version)
                .replace(
                        "labels: {app: model-gateway}}\n    spec",
                        "labels: {app: model-gateway}, annotations: {team.example/render: " + render + "}}\n    spec");
    }

    private static String annotation(Stage stage, String revision, String key) {
        return stage.plane()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .withName(revision)
                .get()
                .getMetadata()
                .getAnnotations()
                .get(key);
    }

    private static List<ControllerRevision> snapshots(Stage stage) {
        return stage
                .plane()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .list()
                .getItems()
                .stream()
                .filter(r -> r.getMetadata().getAnnotations().containsKey(Names.HASH))
                .toList();
    }
}
