package dev.lastgood.operator.job;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.ApiProxy.Effect;
import dev.lastgood.operator.ApiProxy.Write;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.RunbookDatabase;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator is killed (-9) between the intent and the Job, the Job and its row, the row and its mark in the status. */
@RealApiServer
class JobsCrashIT {

    private static final String INCIDENT = "wrong-prices";
    private static final Map<String, Predicate<Write>> POINTS = Map.of(
            "the Job", w -> w.method().equals("POST") && w.path().endsWith("/jobs"),
            "the run in the model's status",
                    w -> w.path().contains("/modeldeployments/") && w.body().contains("\"action\":\"Retrain\""),
            "the row's mark in the model's status",
                    w -> w.path().contains("/modeldeployments/") && w.body().contains("\"recorded\""));

    private record Scene(String point, Effect effect, RunStage runs) {
        @Override
        public String toString() {
            return point + (effect == Effect.NONE ? ", not done" : ", done and not answered");
        }
    }

    private static final List<Scene> SCENES = new ArrayList<>();

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static RunbookDatabase database;
    private static ApiProxy proxy;
    private static OperatorProcess operator;

    static List<Scene> scenes() {
        return SCENES;
    }

    @BeforeAll
    static void killAllAtOnce() {
        ControlPlane plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        database = RunbookDatabase.create();
        proxy = BELONGINGS.own(ApiProxy.start(plane.login("admin")));
        // Otherwise the operator of the next class would find them.
        BELONGINGS.own(() -> SCENES.forEach(s ->
                plane.client().namespaces().withName(s.runs.stage().namespace()).delete()));
        POINTS.keySet().stream().sorted().forEach(point -> {
            for (Effect effect : Effect.values()) {
                Stage stage = new Stage(plane, plane.newNamespace("crash"));
                SCENES.add(new Scene(point, effect, new RunStage(stage, Kubelet.shared())));
            }
        });
        Map<String, String> settings = Map.of(
                "LASTGOOD_OPERATOR_NAMESPACE",
                plane.newNamespace("operator"),
                "LASTGOOD_NAMESPACES",
                SCENES.stream().map(s -> s.runs.stage().namespace()).collect(Collectors.joining(",")),
                "LASTGOOD_DATABASE_URL",
                database.url(),
                "LASTGOOD_DATABASE_USERNAME",
                "postgres",
                "LASTGOOD_DATABASE_PASSWORD",
                "postgres");
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
        SCENES.forEach(s -> s.runs.stage()
                .apply(Stage.gateway("1.0"))
                .apply(RunStage.cronJob("retrain", ""))
                .apply(Stage.model(
                        "modelId: " + s.runs.stage().namespace() + "\n" + "retrain: {cronJobRef: {name: retrain}}")));
        SCENES.forEach(s -> s.runs.stage().awaitGood("1.0"));
        SCENES.forEach(s -> s.runs.stage().apply(Stage.gateway("1.1")));
        SCENES.forEach(s -> s.runs.stage().awaitServing("1.1"));
        SCENES.forEach(s -> proxy.hold(s.runs.stage().namespace(), POINTS.get(s.point), s.effect));
        SCENES.forEach(s -> s.runs.stage().apply(Stage.incident(INCIDENT, "retrain: {targetVersion: '2.0'}")));
        eventually("every one is where it is to be cut off", () -> assertThat(proxy.notHeldYet())
                .isEmpty());
        operator.kill();
        proxy.release();
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void afterKillMinusNineThereIsOneJobAndOneRow(Scene scene) {
        Job job = scene.runs.awaitJob(RunAction.Retrain);
        scene.runs.finish(job, true);
        scene.runs.stage().awaitIncident(INCIDENT, "it is retrained", i -> assertThat(
                        Stage.condition(i.getStatus().conditions, "Retrained"))
                .isEqualTo("True/RetrainSucceeded"));

        assertThat(scene.runs.jobs(RunAction.Retrain)).hasSize(1);
        eventually("it is recorded", () -> assertThat(
                        database.rows("SELECT id, status, target_version FROM ai_model_runs WHERE action = 'retrain'"
                                + " AND model_id = '" + scene.runs.stage().namespace() + "'"))
                .containsExactly(job.getMetadata().getUid() + "|succeeded|2.0"));
    }
}
