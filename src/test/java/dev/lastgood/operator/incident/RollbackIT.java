package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an incident restores, and what others do meanwhile. */
@RealApiServer
class RollbackIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 16);
    }

    private static ConfigMap configMap(Stage stage, String name) {
        return stage.plane()
                .client()
                .configMaps()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }

    private static List<ReplicaSet> replicaSets(Stage stage) {
        return stage.plane()
                .client()
                .apps()
                .replicaSets()
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    /** The generation counts changes of the spec: rollout of the good one, of the bad one, and what came after. */
    private static long generation(Stage stage) {
        return stage.deployment().getMetadata().getGeneration();
    }

    private static PodTemplateSpec template(Stage stage) {
        return stage.deployment().getSpec().getTemplate();
    }

    private static String ready(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "Ready");
    }

    private static String message(AIIncident incident, String step) {
        return Stage.step(incident, step).orElseThrow().message;
    }

    @ConcurrentTest
    void templateAndConfigurationAreRestoredExactly() {
        Stage stage = operator.stage();
        stage.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: prompts}
                data: {system: "be exact\\n", user: "as before", dropped: "by the bad one"}
                binaryData: {weights: AAECAw==}
                """);
        stage.apply(Stage.configMap("limits", "tokens", "100"));
        String uses =
                """
                envFrom:
                - configMapRef: {name: prompts}
                - configMapRef: {name: limits, optional: true}
                """;
        stage.apply(Stage.gateway("1.0", uses)).apply(Stage.model("")).awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;
        PodTemplateSpec template = template(stage);
        ConfigMap prompts = configMap(stage, "prompts");
        String before = configMap(stage, "limits").getMetadata().getUid();

        stage.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: prompts, labels: {team: pricing}}
                data: {system: "be creative\\n", user: "as before", added: "by the bad one"}
                binaryData: {weights: BAUGBw==, more: AA==}
                """);
        stage.kubectl("delete", "configmap", "limits");
        // The running pods still have what they started with: what is recorded now never served, so nothing goes back
        // to it.
        stage.awaitModel("the changed configuration waits for a restart", m -> assertThat(
                        Stage.condition(m.getStatus().conditions, "RolloutComplete"))
                .isEqualTo("False/ConfigurationNotPickedUp"));
        stage.apply(Stage.gateway("1.1", uses + "args: [--creative]\n")).awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(template(stage)).isEqualTo(template);
        assertThat(configMap(stage, "prompts").getData()).isEqualTo(prompts.getData());
        assertThat(configMap(stage, "prompts").getBinaryData()).isEqualTo(prompts.getBinaryData());
        assertThat(configMap(stage, "prompts").getMetadata().getLabels()).containsEntry("team", "pricing");
        assertThat(stage.data("limits")).containsExactly(Map.entry("tokens", "100"));
        assertThat(configMap(stage, "limits").getMetadata().getUid()).isNotEqualTo(before);
        assertThat(message(incident, "rollback")).contains("1.0", "1.1", "limits", "prompts");
        assertThat(incident.getStatus().rollback.toVersion).isEqualTo("1.0");
        stage.awaitModel("the good revision itself serves, and no new one was made of it", m -> {
            assertThat(m.getStatus().servingRevision).isEqualTo(incident.getStatus().rollback.toRevision);
            assertThat(m.getStatus().servingRevision).isEqualTo(good);
        });
    }

    @ConcurrentTest
    void configurationAloneIsRestoredAndThePodsRestart() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;
        stage.apply(Stage.configMap("prompts", "system", "be creative"));
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        String bad = stage.awaitModel("the new configuration serves", m -> assertThat(m.getStatus().servingRevision)
                        .isNotEqualTo(good))
                .getStatus()
                .servingRevision;
        List<String> podsBefore = podNames(stage);

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
        assertThat(template(stage).getMetadata().getAnnotations())
                .as(() -> stage.kubectl("get", "aii,deployment", "-o", "yaml", "--show-managed-fields"))
                .containsEntry(Names.RESTORED_FROM, incident.getMetadata().getUid() + "/1/" + bad + "/" + good);
        assertThat(podNames(stage)).doesNotContainAnyElementsOf(podsBefore);
        stage.awaitModel("the good one serves", m -> {
            assertThat(m.getStatus().servingRevision).isEqualTo(good);
            assertThat(m.getStatus().revisions).hasSize(2);
        });
    }

    private static List<String> podNames(Stage stage) {
        return stage.plane().client().pods().inNamespace(stage.namespace()).list().getItems().stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .map(p -> p.getMetadata().getName())
                .toList();
    }

    @ConcurrentTest
    void aPersonChoosesTheTarget() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1").awaitGood("1.1");
        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        String oldest = stage.revision("1.0").orElseThrow().name;

        stage.apply(Stage.incident("by-version", "response: {rollback: {toVersion: \"1.0\"}}"));
        AIIncident byVersion = stage.awaitPhase("by-version", Phase.Mitigated);
        assertThat(byVersion.getStatus().rollback.toRevision).isEqualTo(oldest);
        assertThat(stage.image()).endsWith(":1.0");

        // Named, for an incident of the second in which the rollback ended is about what was rolled back.
        String suspect = "suspect: " + oldest + "\n";
        stage.apply(Stage.incident("quarantined", suspect + "response: {rollback: {toVersion: \"1.2\"}}"));
        AIIncident quarantined = stage.awaitPhase("quarantined", Phase.NeedsHuman);
        assertThat(Stage.outcome(quarantined, "rollback")).isIn("Skipped/TargetNotFound", "Skipped/TargetQuarantined");
        assertThat(message(quarantined, "rollback")).contains("1.2");

        String bad = stage.revision("1.2").orElseThrow().name;
        stage.apply(Stage.incident("quarantined-by-name", suspect + "response: {rollback: {toRevision: " + bad + "}}"));
        AIIncident byName = stage.awaitPhase("quarantined-by-name", Phase.NeedsHuman);
        assertThat(Stage.outcome(byName, "rollback")).isEqualTo("Skipped/TargetQuarantined");
        assertThat(message(byName, "rollback")).contains("by-version", Names.RELEASE);

        String middle = stage.revision("1.1").orElseThrow().name;
        stage.apply(Stage.incident("by-revision", suspect + "response: {rollback: {toRevision: " + middle + "}}"));
        stage.awaitPhase("by-revision", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.1");
    }

    @ConcurrentTest
    void twoIncidentsOnOneWorkloadAreOneRollback() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");

        stage.apply(Stage.incident("first", "") + "---\n" + Stage.incident("second", ""));

        AIIncident first = stage.awaitPhase("first", Phase.Mitigated);
        AIIncident second = stage.awaitPhase("second", Phase.Mitigated);
        assertOneRollback(stage, first, second);
    }

    @ConcurrentTest
    void manyIncidentsAtOnceAreOneRollback() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        List<String> names =
                IntStream.range(0, 24).mapToObj(i -> "at-once-" + i).toList();

        // All of them saw the same, however long it takes to create them.
        String seen = "detectedAt: " + Instant.now();
        stage.apply(names.stream().map(name -> Stage.incident(name, seen)).collect(Collectors.joining("---\n")));

        List<String> outcomes = names.stream()
                .map(name -> Stage.outcome(stage.awaitPhase(name, Phase.Mitigated), "rollback"))
                .toList();
        assertThat(outcomes).containsOnlyOnce("Done/Patched").containsOnly("Done/Patched", "Done/Joined");
        assertThat(generation(stage)).isEqualTo(3);
    }

    @ConcurrentTest
    void incidentsOfTwoModelsOnOneGatewayAreOneRollback() {
        Stage stage = operator.stage().apply(Stage.model("").replace("name: pricing", "name: rationale"));
        stage.goodThenBad("1.0", "1.1");

        stage.apply(Stage.incident("first", "")
                + "---\n"
                + Stage.incident("second", "").replace("{name: pricing}", "{name: rationale}"));

        AIIncident first = stage.awaitPhase("first", Phase.Mitigated);
        AIIncident second = stage.awaitPhase("second", Phase.Mitigated);
        assertOneRollback(stage, first, second);
    }

    private static void assertOneRollback(Stage stage, AIIncident first, AIIncident second) {
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(generation(stage)).isEqualTo(3);
        assertThat(List.of(Stage.outcome(first, "rollback"), Stage.outcome(second, "rollback")))
                .containsExactlyInAnyOrder("Done/Patched", "Done/Joined");
        assertThat(stage.plane().audit().in(stage.namespace()).entries().stream()
                        .filter(e -> e.isPatchOf("deployments", stage.namespace(), Stage.GATEWAY))
                        .filter(e -> !e.userAgent().startsWith("kubectl")))
                .as("the rollback, and at most the ownership handed back")
                .hasSizeBetween(1, 2);
    }

    @ConcurrentTest
    void whatOthersChangeMeanwhileSurvives() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        for (int round = 1; round <= 3; round++) {
            String incident = INCIDENT + "-" + round;
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger writes = new AtomicInteger();
            int replicas = 2 + round;
            CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    int write = writes.incrementAndGet();
                    stage.plane()
                            .client()
                            .apps()
                            .deployments()
                            .inNamespace(stage.namespace())
                            .withName(Stage.GATEWAY)
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    """
                                    {"metadata": {"labels": {"touch": "%d"}, "annotations": {"example.test/touch": "%d"}},
                                     "spec": {"replicas": %d}}
                                    """
                                            .formatted(write, write, replicas));
                }
            });
            stage.apply(Stage.incident(incident, ""));
            stage.awaitIncident(incident, "was rolled back", i -> assertThat(Stage.outcome(i, "rollback"))
                    .startsWith("Done/"));
            done.set(true);
            others.join();

            stage.awaitPhase(incident, Phase.Mitigated);
            assertThat(stage.image()).endsWith(":1.0");
            assertThat(stage.deployment().getSpec().getReplicas()).isEqualTo(replicas);
            assertThat(stage.deployment().getMetadata().getLabels()).containsEntry("touch", "" + writes.get());
            assertThat(stage.deployment().getMetadata().getAnnotations())
                    .containsEntry("example.test/touch", "" + writes.get());
            stage.apply(Stage.gateway("2." + round)).awaitServing("2." + round);
        }
    }

    @ConcurrentTest
    void aLargerAttemptIsAnotherRollback() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        long before = generation(stage);

        stage.apply(Stage.incident(INCIDENT, "attempt: 2"));

        AIIncident incident = stage.awaitIncident(INCIDENT, "has its second rollback", i -> {
            assertThat(i.getStatus().attempt).isEqualTo(2);
            assertThat(i.getStatus().phase).isEqualTo(Phase.Mitigated);
        });
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(generation(stage)).isEqualTo(before + 1);
        assertThat(incident.getStatus().rollback.fromVersion).isEqualTo("1.2");
        assertThat(incident.getStatus().steps)
                .extracting(s -> s.id)
                .contains("1/rollback", "2/rollback")
                .doesNotHaveDuplicates();
        assertThat(stage.revision("1.2").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
    }

    @ConcurrentTest
    void aResolutionEndsAnIncident() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        stage.awaitModel("it is the active one", m -> assertThat(m.getStatus().activeIncident)
                .isEqualTo(INCIDENT));

        stage.apply(Stage.incident(INCIDENT, "resolution: {kind: Fixed}"));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Resolved);
        assertThat(incident.getStatus().times.resolved).isNotNull();
        stage.awaitModel(
                "none is active", m -> assertThat(m.getStatus().activeIncident).isNull());
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
    }

    @ConcurrentTest
    void aFalseAlarmGivesTheStateBackAndLiftsTheQuarantine() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1").awaitGood("1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(quarantined(stage)).contains(stage.revision("1.1").orElseThrow().name);

        stage.apply(Stage.incident(INCIDENT, "resolution: {kind: FalseAlarm, rootCause: it was none}"));

        stage.awaitPhase(INCIDENT, Phase.Closed);
        stage.awaitGood("1.1");
        assertThat(stage.revision("1.1").orElseThrow().reason).isEqualTo("RestoredByFalseAlarm");
        assertThat(quarantined(stage)).isEmpty();
    }

    private static String quarantined(Stage stage) {
        return stage.kubectl("get", "quarantines", "-o", "name");
    }

    @ConcurrentTest
    void aHalfDoneRolloutReturnsToItsReplicaSet() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        String good = replicaSets(stage).get(0).getMetadata().getUid();
        stage.apply(Stage.gateway("crash-1.1")).awaitRollout("crash-1.1");
        assertThat(stage.model().getStatus().servingRevision)
                .as("no pod of the new one answers")
                .isEqualTo(stage.revision("1.0").orElseThrow().name);

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(replicaSets(stage)).hasSize(2);
        assertThat(replicaSets(stage))
                .filteredOn(r -> r.getStatus().getReplicas() > 0)
                .extracting(r -> r.getMetadata().getUid())
                .containsExactly(good);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheBadOneDroppedAndTheFixDoesNotHaveDoesNotSurviveTheFix(boolean serverSide) {
        String[] how = serverSide ? new String[] {"--server-side"} : new String[0];
        String more = "{name: MORE, value: \"1\"}";
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0").replace("env: [", "env: [" + more + ", "), how)
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1"), how).awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(environment(stage)).containsExactly("MORE", "MODEL_VERSION");

        eventually("the template is handed back to those who applied it", () -> assertThat(
                        stage.deployment().getMetadata().getManagedFields())
                .filteredOn(m -> Names.FIELD_MANAGER.equals(m.getManager()))
                .allSatisfy(m ->
                        assertThat(m.getFieldsV1().getAdditionalProperties()).doesNotContainKey("f:spec")));

        stage.apply(Stage.gateway("1.2"), how);

        assertThat(environment(stage)).containsExactly("MODEL_VERSION");
        assertThat(stage.image()).endsWith(":1.2");
    }

    private static List<String> environment(Stage stage) {
        return template(stage).getSpec().getContainers().get(0).getEnv().stream()
                .map(EnvVar::getName)
                .toList();
    }

    @ConcurrentTest
    void whatHappenedStandsInTheEventsOfBothKinds() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        eventually("the incident's Events are there", () -> assertThat(
                        stage.kubectl("describe", "aii", INCIDENT).lines().filter(l -> l.contains("lastgood")))
                .anyMatch(l -> l.contains("Patched"))
                .anyMatch(l -> l.contains("Restored")));
        eventually("the model's Events are there", () -> assertThat(
                        stage.kubectl("describe", "mdl", Stage.MODEL).lines().filter(l -> l.contains("lastgood")))
                .anyMatch(l -> l.contains("Patched") && l.contains("incident " + INCIDENT))
                .anyMatch(l -> l.contains("Restored") && l.contains("incident " + INCIDENT)));
    }

    @ConcurrentTest
    void anIncidentThatIsDeletedUndoesNothing() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        stage.kubectl("delete", "aii", INCIDENT);

        ModelDeployment model = stage.awaitModel("no incident is active", m -> assertThat(m.getStatus().activeIncident)
                .isNull());
        assertThat(model.getStatus().revisions).anyMatch(r -> r.state == RevisionState.Quarantined);
        assertThat(stage.image()).endsWith(":1.0");
    }
}
