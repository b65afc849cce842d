package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of manifests that are seldom used: each is restored as it was, and the failed release stays out. */
@RealApiServer
class UnusualInputIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INCIDENT = "wrong-prices";

    /** For a YAML string in double quotes. */
    private static final String TEXT = "a && b < c > d \\u2028 \\u2029 \\b \\f \\x7f \uD83D\uDE00";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 12);
    }

    private static Stage covered() {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        return stage;
    }

    private static JsonNode template(Stage stage, WorkloadKind kind, String workload) {
        try {
            return JSON.readTree(stage.kubectl("get", kind.name().toLowerCase(), workload, "-o", "json"))
                    .at("/spec/template");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConfigMap configMap(Stage stage, String name) {
        return stage.plane()
                .client()
                .configMaps()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }

    private static void isRefused(Kubectl.Result again) {
        assertThat(again.exit()).isNotZero();
        assertThat(again.err()).contains("is quarantined by incident", INCIDENT);
    }

    /** By each way in which someone may bring it back, as soon as the API server knows the Quarantine. */
    private static void staysOut(Stage stage, String bad) {
        eventually(
                "it is refused",
                () -> isRefused(stage.plane().kubectl().replace(stage.namespace(), bad, "--dry-run=server")));
        isRefused(stage.tryApply(bad));
        if (!bad.contains(TEXT)) {
            // kubectl sends it as YAML, in which the API server takes no U+007F.
            isRefused(stage.tryApply(bad, "--server-side", "--force-conflicts"));
        }
        isRefused(stage.plane().kubectl().replace(stage.namespace(), bad));
    }

    private static String model(WorkloadKind kind, String workload) {
        return Stage.model("").replace("{name: model-gateway}", "{kind: " + kind + ", name: " + workload + "}");
    }

    /** What a release may contain beside the usual. */
    private static final String SELDOM =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: prompts-GENERATION}
            immutable: true
            data: {system: "TEXT GENERATION", "a.b-c_d": ""}
            binaryData: {weights: AAECAw==}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {mode: "GENERATION TEXT"}
            binaryData: {tokens: WEIGHTS}
            ---
            apiVersion: apps/v1
            kind: KIND
            metadata: {name: model-gateway}
            spec:
              replicas: 1
              selector: {matchLabels: {app: model-gateway}}
              template:
                metadata: {labels: {app: model-gateway}, annotations: {note: "TEXT", empty: ""}}
                spec:
                  serviceAccountName: default
                  initContainers:
            INIT
                  containers:
                  - name: gateway-GENERATION
                    image: example.test/gateway:1.GENERATION
                    command: [sh, -c, "TEXT"]
                    env: [{name: URL, value: "TEXT"}, {name: EMPTY, value: ""}]
                    envFrom:
                    - {prefix: SETTINGS_, configMapRef: {name: settings}}
                    - {prefix: MAYBE_, configMapRef: {name: absent, optional: true}}
                    volumeMounts: [{name: all, mountPath: /all}, {name: scratch, mountPath: /scratch, subPathExpr: $(URL)}]
                  - name: logs-GENERATION
                    image: example.test/logs:1.GENERATION
                  volumes:
                  - name: all
                    projected:
                      sources:
                      - configMap: {name: prompts-GENERATION, items: [{key: system, path: system.txt, mode: 0444}]}
                      - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                      - serviceAccountToken: {path: token, expirationSeconds: 3600}
                  - name: scratch
                    ephemeral:
                      volumeClaimTemplate:
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: GENERATIONGi}}}
            """;

    private static final String SIDECAR =
            "      - {name: proxy, image: \"example.test/proxy:1\", restartPolicy: Always, args: [\"TEXT\"]}\n";
    private static final String SEED =
            "      - {name: seed, image: \"example.test/seed:1\", envFrom: [{configMapRef: {name: settings}}]}\n";

    private static String seldom(WorkloadKind kind, int generation, String weights, String init) {
        return SELDOM.replace("INIT\n", init)
                .replace("TEXT", TEXT)
                .replace("GENERATION", "" + generation)
                .replace("WEIGHTS", weights)
                .replace("KIND", kind.name());
    }

    /** Two containers are renamed, the init containers change places, an immutable ConfigMap gets another name. */
    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsSeldomUsedIsRestoredAndKeptOut(WorkloadKind kind) {
        Stage stage = covered();
        String bad = seldom(kind, 2, "BAUGBw==", SEED + SIDECAR);
        stage.apply(seldom(kind, 1, "AAECAw==", SIDECAR + SEED)).apply(model(kind, Stage.GATEWAY));
        String good = stage.awaitServingGood();
        JsonNode template = template(stage, kind, Stage.GATEWAY);
        ConfigMap prompts = configMap(stage, "prompts-1");
        ConfigMap settings = configMap(stage, "settings");
        stage.apply(bad).awaitServingInsteadOf(good);

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(template(stage, kind, Stage.GATEWAY)).isEqualTo(template);
        assertThat(configMap(stage, "prompts-1")).isEqualTo(prompts);
        assertThat(configMap(stage, "settings").getData()).isEqualTo(settings.getData());
        assertThat(configMap(stage, "settings").getBinaryData()).isEqualTo(settings.getBinaryData());
        staysOut(stage, bad);
        assertThat(template(stage, kind, Stage.GATEWAY)).isEqualTo(template);
        stage.kubectl("rollout", "restart", kind.name().toLowerCase() + "/" + Stage.GATEWAY);
        stage.kubectl("scale", kind.name().toLowerCase() + "/" + Stage.GATEWAY, "--replicas=2");

        stage.apply(seldom(kind, 3, "CAkKCw==", SIDECAR + SEED));
        stage.awaitServingInsteadOf(good);
        assertThat(stage.awaitServingGood()).isNotEqualTo(good);
    }

    /** The pods of the good revision start without it, and so they do after the rollback. */
    @ConcurrentTest
    void anOptionalConfigMapThatTheBadReleaseBringsIsEmptyAfterwards() {
        Stage stage = covered();
        String uses = "envFrom: [{prefix: MAYBE_, configMapRef: {name: overrides, optional: true}}]\n";
        // First, or pods may start without it.
        String brought = Stage.configMap("overrides", "TEMPERATURE", "2") + "---\n";
        stage.apply(Stage.gateway("1.0", uses)).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(brought + Stage.gateway("1.1", uses)).awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(stage.image()).endsWith(":1.0");
        assertThat(configMap(stage, "overrides").getData()).isNullOrEmpty();
        staysOut(stage, brought + Stage.gateway("1.1", uses));
        assertThat(configMap(stage, "overrides").getData()).isNullOrEmpty();

        stage.apply(brought.replace("\"2\"", "\"0\"") + Stage.gateway("1.2", uses))
                .awaitServing("1.2");
        stage.awaitGood("1.2");
        assertThat(stage.data("overrides")).containsEntry("TEMPERATURE", "0");
    }

    /** A ReplicaSet's name has eleven characters more than that of its Deployment. */
    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    @Execution(ExecutionMode.CONCURRENT)
    void namesMayBeAsLongAsTheApiServerAllows(WorkloadKind kind) {
        Stage stage = covered();
        // Where the name of a revision is cut, it has a dot.
        String workload = kind == WorkloadKind.Deployment ? "g".repeat(199) + "." + "h".repeat(42) : "g".repeat(52);
        String model = "m".repeat(253);
        String prompts = "p".repeat(253);
        String incident = "i".repeat(253);
        String gateway =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {%s: "VERSION"}
                ---
                apiVersion: apps/v1
                kind: %s
                metadata: {name: %s}
                spec:
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec:
                      containers:
                      - name: %s
                        image: example.test/gateway:VERSION
                        volumeMounts: [{name: %s, mountPath: /prompts}]
                      volumes: [{name: %s, configMap: {name: %s}}]
                """
                        .formatted(
                                prompts,
                                "k".repeat(253),
                                kind,
                                workload,
                                "l".repeat(63),
                                "l".repeat(63),
                                "c".repeat(63),
                                "v".repeat(63),
                                "v".repeat(63),
                                prompts);
        stage.apply(gateway.replace("VERSION", "1.0"))
                .apply(model(kind, workload).replace("metadata: {name: pricing}", "metadata: {name: " + model + "}"));
        eventually("it is Good", () -> assertThat(revisions(stage, model)).containsExactly("1.0 Good"));
        JsonNode template = template(stage, kind, workload);
        String bad = gateway.replace("VERSION", "1.1");
        stage.apply(bad);
        eventually(
                "the bad one is Good", () -> assertThat(revisions(stage, model)).contains("1.1 Good"));

        stage.apply(Stage.incident(incident, "")
                        .replace("modelRef: {name: pricing}", "modelRef: {name: " + model + "}"))
                .awaitPhase(incident, Phase.Mitigated);

        assertThat(template(stage, kind, workload)).isEqualTo(template);
        assertThat(stage.data(prompts)).containsValue("1.0");
        eventually("it is refused", () -> assertThat(stage.plane()
                        .kubectl()
                        .replace(stage.namespace(), bad, "--dry-run=server")
                        .err())
                .contains("is quarantined by incident " + incident, "kubectl delete quarantine " + workload.charAt(0)));
        stage.apply(gateway.replace("VERSION", "1.2"));
        eventually("the fix is Good", () -> assertThat(revisions(stage, model)).contains("1.2 Good"));
    }

    private static List<String> revisions(Stage stage, String model) {
        try {
            List<String> revisions = new ArrayList<>();
            JSON.readTree(stage.kubectl("get", "modeldeployment", model, "-o", "json"))
                    .at("/status/revisions")
                    .forEach(r -> revisions.add(r.path("version").textValue() + " "
                            + r.path("state").textValue()));
            return revisions;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Annotations are all that can be edited: the API server refuses another data. */
    @ConcurrentTest
    void aRevisionThatSomeoneEditedIsRecordedAgain() {
        Stage stage = covered();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        String serving = stage.revision("1.1").orElseThrow().name;

        for (String edit : Stream.of(
                        Names.STATE + "=Splendid",
                        Names.SINCE + "=yesterday",
                        Names.STATE + "-",
                        Names.HASH + "-",
                        Names.CONFIGURATION + "={")
                .toList()) {
            stage.kubectl("annotate", "controllerrevision", serving, "--overwrite", edit);
            eventually(
                    edit + ": it is Good again", () -> assertThat(stage.model().getStatus().revisions)
                            .extracting(r -> r.version + " " + r.state)
                            .containsExactly("1.1 Good", "1.0 Good"));
            eventually(edit + ": and recorded", () -> assertThat(stage.kubectl(
                            "get", "controllerrevision", serving, "-o", "jsonpath={.metadata.annotations}"))
                    .contains("\"" + Names.STATE + "\":\"Good\"", "\"" + Names.HASH + "\":")
                    .doesNotContain("Splendid", "yesterday"));
        }
        stage.kubectl("label", "controllerrevision", serving, Names.WORKLOAD + "-");
        eventually("it is found again", () -> assertThat(
                        stage.kubectl("get", "controllerrevision", "-l", Names.WORKLOAD, "-o", "name"))
                .contains(serving));
        stage.awaitGood("1.1");

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        staysOut(stage, Stage.gateway("1.1"));
    }

    @ConcurrentTest
    void aQuarantineThatSomeoneEditedSaysWhatIsEnforcedAndCanBeReleased() {
        Stage stage = covered().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        String bad = stage.revision("1.1").orElseThrow().name;
        staysOut(stage, Stage.gateway("1.1"));

        // Texts that people read; what is compared stays.
        stage.kubectl(
                "patch",
                "quarantine",
                bad,
                "--type=merge",
                "-p",
                "{\"metadata\":{\"annotations\":{\"note\":\"<a> && b\"}},\"spec\":{\"since\":\"yesterday\","
                        + "\"incident\":\"another\",\"version\":\"<x> \\u2028\"}}");
        Kubectl.Result again = stage.tryApply(Stage.gateway("1.1"));
        assertThat(again.exit()).isNotZero();
        assertThat(again.err()).contains("is quarantined by incident", "kubectl delete quarantine " + bad);
        assertThat(stage.revision("1.1").map(r -> r.state)).contains(RevisionState.Quarantined);

        stage.kubectl("delete", "quarantine", bad);
        eventually("it is released", () -> assertThat(stage.revision("1.1").map(r -> r.reason))
                .contains("Released"));
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
    }
}
