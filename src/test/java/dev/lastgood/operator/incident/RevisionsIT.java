package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** What makes a revision, how it earns Good, and what is kept. */
@RealApiServer
class RevisionsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 16);
    }

    private static List<ControllerRevision> stored(Stage stage) {
        return stage.plane()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static JsonNode data(Stage stage, String revision) throws IOException {
        return JSON.readTree(stage.kubectl("get", "controllerrevision", revision, "-o", "json"))
                .path("data");
    }

    private static RevisionSummary newest(Stage stage) {
        return stage.model().getStatus().revisions.get(0);
    }

    private static void awaitNewest(Stage stage, int number, RevisionState state) {
        eventually("revision " + number + " is " + state, () -> {
            assertThat(newest(stage).number).isEqualTo(number);
            assertThat(newest(stage).state).isEqualTo(state);
        });
    }

    private static String ready(ModelDeployment model) {
        return Stage.condition(model.getStatus().conditions, "Ready");
    }

    private static String message(ModelDeployment model, String type) {
        return model.getStatus().conditions.stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    @ConcurrentTest
    void aSnapshotHoldsTheTemplateAndAllConfigurationThatItDependsOn() throws IOException {
        Stage stage = operator.stage();
        for (String name : List.of("by-env", "by-env-from", "by-projection", "by-name", "by-init", "bystander")) {
            stage.apply(Stage.configMap(name, "key", "value of " + name));
        }
        stage.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: by-volume}
                data: {prompt: "two\\nlines"}
                binaryData: {weights: AAECAw==}
                """);
        stage.apply(Stage.configMap("ignored", "key", "v")
                .replace("{name: ignored}", "{name: ignored, annotations: {lastgood.dev/ignore: \"true\"}}"));
        stage.apply(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: model-gateway}
                spec:
                  selector: {matchLabels: {app: model-gateway}}
                  template:
                    metadata: {labels: {app: model-gateway}}
                    spec:
                      initContainers:
                      - name: prepare
                        image: example.test/prepare:1
                        envFrom: [{configMapRef: {name: by-init}}]
                      containers:
                      - name: gateway
                        image: example.test/gateway:1.0
                        env:
                        - {name: KEY, valueFrom: {configMapKeyRef: {name: by-env, key: key}}}
                        - {name: MAYBE, valueFrom: {configMapKeyRef: {name: absent, key: key, optional: true}}}
                        envFrom:
                        - configMapRef: {name: by-env-from}
                        - configMapRef: {name: ignored}
                        volumeMounts: [{name: v, mountPath: /v}, {name: p, mountPath: /p}]
                      volumes:
                      - {name: v, configMap: {name: by-volume}}
                      - name: p
                        projected:
                          sources:
                          - configMap: {name: by-projection}
                          - configMap: {name: kube-root-ca.crt}
                """);
        stage.apply(Stage.model("").replace("{name: model-gateway}}", "{name: model-gateway}, configMaps: [by-name]}"))
                .awaitGood("1.0");

        JsonNode data = data(stage, newest(stage).name);
        JsonNode configMaps = data.path("configMaps");
        assertThat(names(configMaps))
                .containsExactly("absent", "by-env", "by-env-from", "by-init", "by-name", "by-projection", "by-volume");
        assertThat(configMaps.path("absent").isNull()).isTrue();
        assertThat(configMaps.path("by-name").path("data").path("key").textValue())
                .isEqualTo("value of by-name");
        assertThat(configMaps.path("by-volume").path("data").path("prompt").textValue())
                .isEqualTo("two\nlines");
        assertThat(configMaps
                        .path("by-volume")
                        .path("binaryData")
                        .path("weights")
                        .textValue())
                .isEqualTo("AAECAw==");
        // Before 1.34 the API server writes a creationTimestamp that is null.
        assertThat(data.path("template"))
                .isEqualTo(
                        Json.withoutNulls(JSON.readTree(stage.kubectl("get", "deployment", Stage.GATEWAY, "-o", "json"))
                                .path("spec")
                                .path("template")));
        assertThat(data.path("lastApplied").textValue()).contains("example.test/gateway:1.0");
        ControllerRevision object = stored(stage).get(0);
        assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(object.getMetadata().getLabels().keySet()).allMatch(Names::owns);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }

    @ConcurrentTest
    void anIgnoredConfigMapMakesNoRevisionAndOneThatAppearsDoes() {
        Stage stage = operator.stage();
        String ignored = "metadata: {name: ignored, annotations: {lastgood.dev/ignore: \"true\"}}";
        stage.apply(Stage.configMap("ignored", "k", "1").replace("metadata: {name: ignored}", ignored));
        stage.apply(
                Stage.gateway(
                        "1.0",
                        """
                envFrom:
                - configMapRef: {name: ignored}
                - configMapRef: {name: later, optional: true}
                """));
        stage.apply(Stage.model("")).awaitGood("1.0");

        stage.apply(Stage.configMap("ignored", "k", "2").replace("metadata: {name: ignored}", ignored));
        stage.apply(Stage.configMap("later", "k", "1"));

        awaitNewest(stage, 2, RevisionState.NotRunning);
        assertThat(stored(stage)).hasSize(2);
    }

    @ConcurrentTest
    void changedConfigurationIsARevisionThatServesOnceThePodsWereRestarted() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("prompts", "system", "be exact"));
        stage.apply(Stage.gateway("1.0", "envFrom: [{configMapRef: {name: prompts}}]"));
        stage.apply(Stage.model("")).awaitGood("1.0");
        String first = stage.model().getStatus().servingRevision;

        stage.apply(Stage.configMap("prompts", "system", "be creative"));

        awaitNewest(stage, 2, RevisionState.NotRunning);
        ModelDeployment model = stage.awaitModel("the pods have not picked it up", m -> assertThat(
                        Stage.condition(m.getStatus().conditions, "RolloutComplete"))
                .isEqualTo("False/ConfigurationNotPickedUp"));
        assertThat(model.getStatus().servingRevision).isEqualTo(first);

        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);

        awaitNewest(stage, 2, RevisionState.Good);
        model = stage.awaitModel("the new configuration serves", m -> assertThat(
                        Stage.condition(m.getStatus().conditions, "RolloutComplete"))
                .isEqualTo("True/RolloutComplete"));
        assertThat(model.getStatus().servingRevision).isEqualTo(newest(stage).name);
        assertThat(model.getStatus().lastGoodRevision).isEqualTo(first);
        assertThat(stored(stage)).hasSize(2);
    }

    @ConcurrentTest
    void neitherARestartNorAScaleIsARevision() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");

        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        stage.kubectl("scale", "deployment/" + Stage.GATEWAY, "--replicas=4");
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");

        assertThat(newest(stage).number).isEqualTo(2);
        assertThat(stored(stage)).hasSize(2);
    }

    @ConcurrentTest
    void anAnnotationThatTheModelIgnoresIsNoRevision() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("")
                        .replace(
                                "{name: model-gateway}}",
                                "{name: model-gateway}, ignoreAnnotations: [team.example/build]}"))
                .awaitGood("1.0");

        stage.apply(Stage.gateway("1.0")
                .replace(
                        "labels: {app: model-gateway}}\n    spec",
                        "labels: {app: model-gateway}, annotations: {team.example/build: \"17\"}}\n    spec"));
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);
        assertThat(stage.deployment().getSpec().getTemplate().getMetadata().getAnnotations())
                .containsKey("team.example/build");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");

        assertThat(stored(stage)).hasSize(2);
    }

    @ConcurrentTest
    void theVersionIsReadFromAnAnnotationWhereTheModelSaysSo() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")
                .replace(
                        "labels: {app: model-gateway}}\n    spec",
                        "labels: {app: model-gateway}, annotations: {example.test/version: \"2026-11\"}}\n    spec"));
        stage.apply(Stage.model("")
                .replace(
                        "{name: model-gateway}}",
                        "{name: model-gateway}, versionFrom: {annotation: example.test/version}}"));

        stage.awaitGood("2026-11");
    }

    @ConcurrentTest
    void aRolloutThatBreaksDuringItsSoakNeverBecomesGood() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("").replace("soak: 1s", "soak: 1h"))
                .awaitServing("1.0");
        stage.awaitModel("it soaks", m -> assertThat(newest(stage).reason).isEqualTo("Soaking"));
        eventually("all pods are available", () -> assertThat(
                        stage.deployment().getStatus().getAvailableReplicas())
                .isEqualTo(2));

        operator.kubelet().makeNotReady(stage.namespace(), Map.of("app", Stage.GATEWAY));
        stage.awaitModel("it broke", m -> assertThat(newest(stage).reason).isEqualTo("BrokeDuringSoak"));
        operator.kubelet().makeReady(stage.namespace(), Map.of("app", Stage.GATEWAY));
        stage.apply(Stage.model(""));
        stage.kubectl("rollout", "status", "deployment/" + Stage.GATEWAY);

        // Another gateway that begins its soak later has earned Good meanwhile.
        stage.apply(Stage.gateway("7.0").replace("model-gateway", "other"));
        stage.apply(Stage.model("").replace("name: pricing", "name: other").replace("model-gateway", "other"));
        eventually("the other one is Good", () -> assertThat(
                        stage.kubectl("get", "mdl", "other", "-o", "jsonpath={.status.revisions[0].state}"))
                .isEqualTo("Good"));
        assertThat(newest(stage).state).isEqualTo(RevisionState.Candidate);
        assertThat(newest(stage).reason).isEqualTo("BrokeDuringSoak");
    }

    @ConcurrentTest
    void aPersonDeclaresARevisionGood() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("").replace("soak: 1s", "soak: 168h"))
                .awaitServing("1.0");

        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "=" + newest(stage).name);

        stage.awaitGood("1.0");
        assertThat(newest(stage).reason).isEqualTo("DeclaredGood");
    }

    @ConcurrentTest
    void aDeclarationOfARevisionThatIsNotThereIsSaid() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitServing("1.0");

        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "=model-gateway-nonsense");

        ModelDeployment model =
                stage.awaitModel("it is said", m -> assertThat(ready(m)).isEqualTo("False/DeclaredRevisionUnknown"));
        assertThat(message(model, "Ready")).contains("model-gateway-nonsense", "write one of status.revisions");

        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "-");
        stage.awaitModel("it is well again", m -> assertThat(ready(m)).isEqualTo("True/Available"));
    }

    @ConcurrentTest
    void aPersonReleasesAQuarantinedRevision() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident("wrong-prices", "")).awaitPhase("wrong-prices", Phase.Mitigated);
        String bad = stage.revision("1.1").orElseThrow().name;
        assertThat(stage.kubectl("get", "quarantines", "-o", "name")).contains(bad);

        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "=" + bad);
        stage.awaitModel(
                "first it must be released", m -> assertThat(ready(m)).isEqualTo("False/DeclaredRevisionQuarantined"));
        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "-", Names.RELEASE + "=" + bad);

        eventually("it is released", () -> assertThat(stage.revision("1.1").orElseThrow().reason)
                .isEqualTo("Released"));
        assertThat(stage.kubectl("get", "quarantines", "-o", "name")).isEmpty();
        stage.awaitModel(
                "nothing is kept out", m -> assertThat(Stage.condition(m.getStatus().conditions, "Quarantined"))
                        .isEqualTo("False/NothingQuarantined"));
    }

    @ConcurrentTest
    void theHistoryIsLimitedAndTheLastGoodIsKept() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.model("revisionHistoryLimit: 1").replace("soak: 1s", "soak: 168h"));
        for (String version : List.of("1.1", "1.2", "1.3", "1.4")) {
            stage.apply(Stage.gateway(version)).awaitServing(version);
        }

        eventually("the oldest are gone", () -> assertThat(stored(stage))
                .extracting(r -> r.getMetadata().getAnnotations().get(Names.REVISION_VERSION))
                .containsExactlyInAnyOrder("1.0", "1.3", "1.4"));
    }

    @ConcurrentTest
    void configurationThatIsTooLargeIsSaidAndNotCutShort() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0", "envFrom: [{configMapRef: {name: catalogue, optional: true}}]"))
                .apply(Stage.model(""))
                .awaitGood("1.0");

        stage.apply(Stage.configMap("catalogue", "all", "<".repeat(300 * 1024)), "--server-side");

        ModelDeployment model =
                stage.awaitModel("it is said", m -> assertThat(ready(m)).isEqualTo("False/SnapshotTooLarge"));
        assertThat(message(model, "Ready")).contains("ConfigMap catalogue", "1400 KiB", Names.IGNORE);
        assertThat(stored(stage)).hasSize(1);

        stage.kubectl("annotate", "configmap", "catalogue", Names.IGNORE + "=true");
        stage.awaitModel("it is well again", m -> assertThat(ready(m)).isEqualTo("True/Available"));
    }

    @ConcurrentTest
    void twoModelsOnOneGatewayShareItsRevisions() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model(""))
                .apply(Stage.model("").replace("name: pricing", "name: rationale"))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");

        eventually("both say the same", () -> assertThat(
                        stage.kubectl("get", "mdl", "rationale", "-o", "jsonpath={.status.revisions[*].name}"))
                .isEqualTo(stage.kubectl("get", "mdl", "pricing", "-o", "jsonpath={.status.revisions[*].name}")));
        assertThat(stored(stage)).hasSize(2);
    }

    @ConcurrentTest
    void aWorkloadThatIsMissingIsSaidAndSeenWhenItComes() {
        Stage stage = operator.stage();
        stage.apply(Stage.model(""));

        ModelDeployment model =
                stage.awaitModel("it is said", m -> assertThat(ready(m)).isEqualTo("False/WorkloadNotFound"));
        assertThat(message(model, "Ready")).contains("there is no Deployment model-gateway");

        stage.apply(Stage.gateway("1.0")).awaitGood("1.0");
        stage.awaitModel("it is well", m -> assertThat(ready(m)).isEqualTo("True/Available"));

        stage.kubectl("delete", "deployment", Stage.GATEWAY);
        stage.awaitModel("it is said again", m -> assertThat(ready(m)).isEqualTo("False/WorkloadNotFound"));
        stage.apply(Stage.gateway("1.0"));
        stage.awaitModel("it is remembered", m -> {
            assertThat(ready(m)).isEqualTo("True/Available");
            assertThat(m.getStatus().revisions).extracting(r -> r.state).containsExactly(RevisionState.Good);
        });
    }

    @ConcurrentTest
    void aModelThatIsDeletedAndCreatedAgainRemembersItsRevisions() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        String good = stage.revision("1.0").orElseThrow().name;
        stage.kubectl("delete", "mdl", Stage.MODEL);
        stage.apply(Stage.model("").replace("soak: 1s", "soak: 168h"));

        eventually("it has its memory", () -> {
            assertThat(stage.model().getStatus().lastGoodRevision).isEqualTo(good);
            assertThat(stage.model().getStatus().revisions).hasSize(2);
        });
        assertThat(stage.revision("1.0").orElseThrow().state).isEqualTo(RevisionState.Good);
    }

    @ConcurrentTest
    void aModelThatChangesItsWorkloadFollowsTheNewOne() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.gateway("7.0").replace("model-gateway", "other"))
                .apply(Stage.model(""))
                .awaitGood("1.0");

        stage.apply(Stage.model("").replace("model-gateway", "other"));

        stage.awaitGood("7.0");
        assertThat(stage.model().getStatus().revisions).hasSize(1);
    }
}
