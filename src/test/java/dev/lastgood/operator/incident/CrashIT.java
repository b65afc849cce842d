package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.Login;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.ApiProxy.Effect;
import dev.lastgood.operator.ApiProxy.Write;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.IncidentRecords;
import dev.lastgood.record.RunbookDatabase;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator is killed (-9) while many incidents are each at another point: before a write has its effect, or after it
 * and before the operator has the answer. Started again, each comes to the same end as if nothing had been.
 */
@RealApiServer
public class CrashIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static final List<Scene> SCENES = new ArrayList<>();
    private static RunbookDatabase database;
    private static Login login;
    private static ApiProxy proxy;
    private static OperatorProcess operator;

    private record Point(String name, Predicate<Write> at) {

        static Point patch(String name, String resource, String content) {
            return new Point(
                    name,
                    w -> w.method().equals("PATCH")
                            && w.path().contains("/" + resource + "/")
                            && w.body().contains(content));
        }

        static Point status(String step, StepState state) {
            return new Point(
                    "status: " + step + " " + state,
                    w -> w.path().contains("/aiincidents/")
                            && w.path().endsWith("/status")
                            && hasStep(w.body(), "1/" + step, state.name()));
        }

        private static boolean hasStep(String body, String id, String state) {
            try {
                for (JsonNode step : JSON.readTree(body).path("status").path("steps")) {
                    if (step.path("id").asText().equals(id)
                            && step.path("state").asText().equals(state)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final List<Point> POINTS = List.of(
            new Point("quarantine", w -> w.method().equals("POST") && w.path().endsWith("/quarantines")),
            Point.patch("revision marked", "controllerrevisions", "\"Quarantined\""),
            Point.patch("configuration", "configmaps", "good prompt"),
            Point.patch("rollback", "deployments", "\"/spec/template\""),
            Point.patch("ownership handed back", "deployments", "/metadata/managedFields"),
            Point.status("rollback", StepState.Done),
            Point.status("record-evidence", StepState.Done),
            Point.status("fail-run", StepState.Done),
            Point.status("record-rollback", StepState.Done),
            Point.status("verify", StepState.Done),
            Point.status("finish-rollback", StepState.Done));

    private record Scene(Point point, Effect effect, Stage stage, UUID run) {
        @Override
        public String toString() {
            return point.name() + (effect == Effect.NONE ? ", not done" : ", done and not answered");
        }
    }

    static Stream<Scene> scenes() {
        return SCENES.stream();
    }

    @BeforeAll
    static void killAllAtOnce() throws KubeUnavailable {
        // Of its own, so that the operator can watch all namespaces: twenty of them would be hundreds of watches.
        plane = BELONGINGS.own(ControlPlane.start(KubeSearch.find(true)));
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        database = RunbookDatabase.create();
        BELONGINGS.own(Kubelet.start(plane));
        String home = plane.newNamespace("operator");
        login = administrator(home);
        proxy = BELONGINGS.own(ApiProxy.start(login));
        for (Point point : POINTS) {
            for (Effect effect : Effect.values()) {
                UUID run = database.run(Stage.MODEL, "retrain", "succeeded", "1.1", "pipeline", "2026-01-01T00:00:00Z");
                SCENES.add(new Scene(point, effect, new Stage(plane, plane.newNamespace("crash")), run));
            }
        }
        Map<String, String> settings = new TreeMap<>(Map.of(
                "LASTGOOD_OPERATOR_NAMESPACE",
                home,
                // A rehearsal sends the same patches.
                "LASTGOOD_ROLLBACK_CHECK",
                "0s",
                "LASTGOOD_DATABASE_URL",
                database.url(),
                "LASTGOOD_DATABASE_USERNAME",
                "postgres",
                "LASTGOOD_DATABASE_PASSWORD",
                "postgres"));
        // Not until it is ready: through the proxy a watch counts as begun with its first event only.
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
        SCENES.forEach(s -> s.stage.apply(gateway("1.0", "good prompt")).apply(Stage.model("")));
        SCENES.forEach(s -> s.stage.awaitGood("1.0"));
        SCENES.forEach(s -> s.stage.apply(gateway("1.1", "bad prompt")));
        SCENES.forEach(s -> s.stage.awaitServing("1.1"));
        SCENES.forEach(s -> proxy.hold(s.stage.namespace(), s.point.at, s.effect));
        SCENES.forEach(s -> s.stage.apply(Stage.incident(INCIDENT, "runId: " + s.run)));
        eventually("every incident is where it is to be cut off", () -> assertThat(
                        SCENES.stream().filter(s -> proxy.notHeldYet().contains(s.stage.namespace())))
                .isEmpty());
        operator.kill();
        proxy.release();

        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void afterKillMinusNineAnIncidentEndsWithOneRollbackAndOneRowPerStep(Scene scene) {
        AIIncident incident = scene.stage.awaitPhase(INCIDENT, Phase.Mitigated);
        eventually("all steps are over", () -> {
            List<Step> steps = scene.stage.incident(INCIDENT).getStatus().steps;
            assertThat(steps).extracting(s -> s.id + " " + s.state).containsExactlyInAnyOrderElementsOf(allDone());
        });

        assertThat(scene.stage.image()).isEqualTo("example.test/gateway:1.0");
        assertThat(scene.stage.kubectl("get", "configmap", "prompts", "-o", "jsonpath={.data.prompt}"))
                .isEqualTo("good prompt");
        assertThat(scene.stage.model().getStatus().revisions)
                .filteredOn(r -> r.name.equals(incident.getStatus().suspect))
                .extracting(r -> r.version + " " + r.state)
                .containsExactly("1.1 " + RevisionState.Quarantined);
        assertThat(scene.stage.deployment().getMetadata().getGeneration())
                .as("rollout of 1.0, of 1.1, one rollback")
                .isEqualTo(3);
        eventually("the rollback, and the template given back to its appliers", () -> assertThat(
                        plane.audit().in(scene.stage.namespace()).entries().stream()
                                .filter(e -> e.user().equals(login.user()))
                                .filter(e -> e.isPatchOf("deployments", scene.stage.namespace(), Stage.GATEWAY))
                                .count())
                .isEqualTo(2));

        String uid = incident.getMetadata().getUid();
        assertThat(database.rows("SELECT id FROM lastgood.step WHERE incident_uid = '" + uid + "' ORDER BY id"))
                .containsExactlyElementsOf(ledgerRows(uid));
        UUID ours = IncidentRecords.rollbackRow(new StepId(uid, 1, "record-rollback"));
        assertThat(database.rows("SELECT action, status, target_version, error_message FROM ai_model_runs WHERE id = '"
                        + ours + "'"))
                .containsExactly("rollback|succeeded|1.0|null");
        assertThat(database.rows("SELECT status, error_message LIKE '%rolled back from 1.1 to 1.0' FROM ai_model_runs"
                        + " WHERE id = '" + scene.run + "'"))
                .containsExactly("failed|t");
    }

    private static List<String> allDone() {
        return Stream.of(
                        "capture-evidence",
                        "rollback",
                        "verify",
                        "record-evidence",
                        "fail-run",
                        "record-rollback",
                        "finish-rollback")
                .map(step -> "1/" + step + " Done")
                .toList();
    }

    private static List<String> ledgerRows(String uid) {
        return Stream.of("fail-run", "record-evidence", "record-rollback", "record-rollback/finish")
                .map(step -> uid + "/1/" + step)
                .toList();
    }

    private static String gateway(String version, String prompt) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: prompts}
                data: {prompt: %s}
                ---
                """
                        .formatted(prompt)
                + Stage.gateway(version)
                + "        envFrom: [{configMapRef: {name: prompts}}]\n";
    }

    private static Login administrator(String namespace) {
        Login operator = plane.serviceAccount(namespace, "lastgood");
        plane.client()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", "lastgood", namespace)
                        .build())
                .create();
        return operator;
    }
}
