package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A StatefulSet as the gateway, with the real StatefulSet controller. */
@RealApiServer
class StatefulSetIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 11);
    }

    /** {@link Stage#gateway} as a StatefulSet, with more YAML below its container and below its spec. */
    private static String gateway(String version, String container, String spec) {
        return Stage.gateway(version, container)
                .replace("kind: Deployment", "kind: StatefulSet")
                .replace("  replicas: 2", "  serviceName: model-gateway\n  replicas: 2\n" + spec.indent(2));
    }

    private static String gateway(String version) {
        return gateway(version, "", "");
    }

    private static String model(String moreSpec) {
        return Stage.model(moreSpec).replace("{name: model-gateway}", "{kind: StatefulSet, name: model-gateway}");
    }

    private static Stage goodThenBad(String bad, String spec) {
        Stage stage = operator.stage();
        stage.apply(gateway("1.0", "", spec)).apply(model("")).awaitGood("1.0");
        return stage.apply(gateway(bad, "", spec)).awaitServing(bad);
    }

    private static Stage goodThenStuck(String bad) {
        Stage stage = operator.stage();
        stage.apply(gateway("1.0")).apply(model("")).awaitGood("1.0");
        return stage.apply(gateway(bad)).awaitRollout(bad);
    }

    private static StatefulSet set(Stage stage) {
        return stage.plane()
                .client()
                .apps()
                .statefulSets()
                .inNamespace(stage.namespace())
                .withName(Stage.GATEWAY)
                .get();
    }

    private static String image(Stage stage) {
        return set(stage)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    private static Pod pod(Stage stage, int ordinal) {
        return stage.plane()
                .client()
                .pods()
                .inNamespace(stage.namespace())
                .withName(Stage.GATEWAY + "-" + ordinal)
                .get();
    }

    private static List<String> environment(Stage stage) {
        return set(stage).getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                .map(EnvVar::getName)
                .toList();
    }

    /** Deletions of pods that were answered, by who asked. */
    private static List<String> deletions(Stage stage, String user) {
        return stage.plane().audit().in(stage.namespace()).entries().stream()
                .filter(e -> e.verb().equals("delete") && e.resource().equals("pods") && e.code() < 300)
                .filter(e -> e.namespace().equals(stage.namespace()) && e.user().contains(user))
                .map(AuditLog.Entry::name)
                .toList();
    }

    private static List<ControllerRevision> revisions(Stage stage) {
        return stage.plane()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static boolean isOurs(ControllerRevision revision) {
        return revision.getMetadata().getAnnotations() != null
                && revision.getMetadata().getAnnotations().containsKey(Names.WORKLOAD);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void templateAndConfigurationAreRestored(boolean serverSide) {
        String[] how = serverSide ? new String[] {"--server-side"} : new String[0];
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        String more = "{name: MORE, value: \"1\"}";
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(gateway("1.0", uses, "").replace("env: [", "env: [" + more + ", "), how)
                .apply(model(""))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative"))
                .apply(gateway("1.1", uses, ""), how)
                .awaitServing("1.1");

        int before = stage.model().getStatus().revisions.size();

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(image(stage)).endsWith(":1.0");
        assertThat(environment(stage)).containsExactly("MORE", "MODEL_VERSION");
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Done/Restored");
        assertThat(set(stage).getStatus().getUpdatedReplicas()).isEqualTo(2);
        assertThat(set(stage).getStatus().getAvailableReplicas()).isEqualTo(2);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        stage.awaitModel("the good one serves", m -> {
            assertThat(m.getStatus().servingRevision).isEqualTo(incident.getStatus().rollback.toRevision);
            assertThat(m.getStatus().revisions).hasSize(before);
        });
        assertThat(deletions(stage, "admin")).as("no pod was in the way").isEmpty();
        eventually("the template is handed back to those who applied it", () -> assertThat(
                        set(stage).getMetadata().getManagedFields())
                .filteredOn(m -> Names.FIELD_MANAGER.equals(m.getManager()))
                .allSatisfy(m ->
                        assertThat(m.getFieldsV1().getAdditionalProperties()).doesNotContainKey("f:spec")));

        stage.apply(gateway("1.2", uses, ""), how);
        assertThat(environment(stage))
                .as("what the bad one dropped does not survive the fix")
                .containsExactly("MODEL_VERSION");
    }

    @ConcurrentTest
    void configurationAloneIsRestoredAndThePodsRestart() {
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(gateway("1.0", uses, ""))
                .apply(model(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;
        stage.apply(Stage.configMap("prompts", "system", "be creative"));
        stage.kubectl("rollout", "restart", "statefulset/" + Stage.GATEWAY);
        stage.awaitModel("the new configuration serves", m -> assertThat(m.getStatus().servingRevision)
                .isNotEqualTo(good));
        String before = pod(stage, 0).getMetadata().getUid();

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
        assertThat(pod(stage, 0).getMetadata().getUid()).isNotEqualTo(before);
        stage.awaitModel("the good one serves", m -> assertThat(m.getStatus().servingRevision)
                .isEqualTo(good));
    }

    @ConcurrentTest
    void aPodThatNeverGetsReadyIsDeletedAndTheOthersAreLeftAlone() {
        Stage stage = goodThenStuck("crash-1.1");
        eventually("the failed one is in the way", () -> assertThat(
                        pod(stage, 1).getSpec().getContainers().get(0).getImage())
                .contains("crash"));
        String untouched = pod(stage, 0).getMetadata().getUid();
        String stuck = pod(stage, 1).getMetadata().getUid();

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(Stage.outcome(incident, "delete-stuck-pods")).isEqualTo("Done/StuckPodsDeleted");
        assertThat(incident.getStatus().timeline)
                .filteredOn(e -> e.reason.equals("StuckPodsDeleted"))
                .singleElement()
                .satisfies(e -> assertThat(e.message).contains("deleted model-gateway-1 of the failed revision"));
        assertThat(deletions(stage, "admin")).containsExactly("model-gateway-1");
        assertThat(pod(stage, 0).getMetadata().getUid()).isEqualTo(untouched);
        assertThat(pod(stage, 1).getMetadata().getUid()).isNotEqualTo(stuck);
        assertThat(image(stage)).endsWith(":1.0");
    }

    @ConcurrentTest
    void aPodThatStopsBeingReadyWhileTheRollbackGoesOnIsDeletedToo() {
        Stage stage = goodThenBad("1.1", "");
        eventually(
                "the bad one is everywhere",
                () -> assertThat(set(stage).getStatus().getUpdatedReplicas()).isEqualTo(2));
        operator.kubelet().makeNotReady(stage.namespace(), Map.of("app", Stage.GATEWAY));

        stage.apply(Stage.incident(INCIDENT, ""));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(deletions(stage, "admin")).containsExactlyInAnyOrder("model-gateway-0", "model-gateway-1");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "updateStrategy: {type: OnDelete} | UpdateStrategyOnDelete | OnDelete",
                "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}} | RolloutPartitioned | partition"
            })
    void whatWouldNotBeRolledOutIsNotPatchedAndTheFlagsFollow(String strategy, String reason, String word) {
        Stage stage = operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
        stage.apply(gateway("1.0", "", strategy)).apply(model(FLAG)).awaitGood("1.0");
        stage.apply(gateway("1.1", "", strategy));
        if (reason.equals("UpdateStrategyOnDelete")) {
            stage.kubectl("delete", "pod", Stage.GATEWAY + "-0", Stage.GATEWAY + "-1");
        }
        stage.awaitServing("1.1");
        stage.awaitModel("it is said before anything happens", m -> assertThat(m.getStatus().conditions)
                .anyMatch(c -> c.getType().equals("LastGoodKnown")
                        && c.getMessage().contains("(1.0) is impossible now: the StatefulSet model-gateway")));
        long before = set(stage).getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/" + reason);
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .contains("the StatefulSet model-gateway", word);
        assertThat(set(stage).getMetadata().getGeneration()).isEqualTo(before);
        assertThat(image(stage)).endsWith(":1.1");
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
    }

    @ConcurrentTest
    void withOnDeleteARevisionEarnsGoodOnceAllPodsRunIt() {
        String onDelete = "updateStrategy: {type: OnDelete}";
        Stage stage = operator.stage();
        stage.apply(gateway("1.0", "", onDelete)).apply(model("")).awaitGood("1.0");

        stage.apply(gateway("1.1", "", onDelete));
        stage.kubectl("delete", "pod", Stage.GATEWAY + "-0");
        stage.awaitServing("1.1");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Candidate);

        stage.kubectl("delete", "pod", Stage.GATEWAY + "-1");
        stage.awaitGood("1.1");
    }

    @ConcurrentTest
    void aDeploymentAndAStatefulSetOfOneNameAndOneTemplateAreTwoWorkloads() {
        Stage stage = operator.stage();
        String other = Stage.model("").replace("name: pricing", "name: rationale");
        stage.apply(Stage.gateway("1.0") + "---\n" + gateway("1.0"))
                .apply(model("") + "---\n" + other)
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1") + "---\n" + gateway("1.1")).awaitServing("1.1");
        eventually("both rollouts are over, and remembered apart", () -> assertThat(revisions(stage))
                .filteredOn(StatefulSetIT::isOurs)
                .extracting(r -> r.getMetadata().getLabels().get(Names.WORKLOAD))
                .containsExactlyInAnyOrder(
                        "Deployment.model-gateway",
                        "Deployment.model-gateway",
                        "StatefulSet.model-gateway",
                        "StatefulSet.model-gateway"));

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(image(stage)).endsWith(":1.0");
        assertThat(stage.image()).as("the Deployment").endsWith(":1.1");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        assertThat(revisions(stage))
                .filteredOn(r ->
                        "Quarantined".equals(r.getMetadata().getAnnotations().get(Names.STATE)))
                .singleElement()
                .satisfies(r -> assertThat(r.getMetadata().getAnnotations())
                        .containsEntry(Names.WORKLOAD, "StatefulSet.model-gateway"));
    }

    @ConcurrentTest
    void theStatefulSetControllerAdoptsNoneOfOurRevisionsAndPrunesNone() {
        // It keeps no history of its own, and would prune whatever it took for its own.
        String noHistory = "revisionHistoryLimit: 0";
        Stage stage = goodThenBad("1.1", noHistory).awaitGood("1.1");
        for (String next : List.of("1.2", "1.3")) {
            stage.apply(gateway(next, "", noHistory)).awaitGood(next);
        }
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        eventually("its own history is pruned", () -> assertThat(revisions(stage))
                .filteredOn(r -> !isOurs(r))
                .singleElement()
                .satisfies(r -> assertThat(r.getMetadata().getOwnerReferences())
                        .extracting(OwnerReference::getName)
                        .containsExactly(Stage.GATEWAY)));
        assertThat(revisions(stage))
                .filteredOn(StatefulSetIT::isOurs)
                .hasSize(4)
                .allSatisfy(r -> {
                    assertThat(r.getMetadata().getOwnerReferences()).isEmpty();
                    assertThat(r.getMetadata().getLabels()).containsEntry(Names.WORKLOAD, "StatefulSet.model-gateway");
                    assertThat(r.getMetadata().getAnnotations())
                            .containsEntry(Names.WORKLOAD, "StatefulSet.model-gateway");
                });

        stage.kubectl("delete", "statefulset", Stage.GATEWAY);
        eventually(
                "its own revisions go with it",
                () -> assertThat(revisions(stage)).hasSize(4).allMatch(StatefulSetIT::isOurs));
        stage.awaitModel("it is missed by its kind", m -> assertThat(m.getStatus().conditions)
                .anyMatch(c -> c.getMessage().startsWith("there is no StatefulSet model-gateway")));
    }

    @ConcurrentTest
    void aConfigMapThatAStatefulSetSharesIsRefused() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]";
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", uses))
                .apply(gateway("7.0", uses, ""))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative"))
                .apply(Stage.gateway("1.1", uses))
                .awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/SharedConfiguration");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .contains("is also used by StatefulSet/model-gateway");
    }
}
