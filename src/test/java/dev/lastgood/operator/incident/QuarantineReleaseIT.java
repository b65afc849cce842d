package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The ways out of a quarantine, and the way into one from an earlier version of Lastgood. */
@RealApiServer
class QuarantineReleaseIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String COMPANION = "-quarantine";

    private static Stage rolledBack(OperatorUnderTest operator) {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        stage.goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        eventually("it is refused", () -> assertThat(dry(stage)).isEqualTo(403));
        return stage;
    }

    /** What the API server answers to a dry run of the failed version. */
    private static int dry(Stage stage) {
        PatchContext dry = new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("pipeline")
                .withDryRun(List.of("All"))
                .build();
        try {
            String image = stage.deployment()
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .get(0)
                    .getImage();
            client(stage)
                    .apps()
                    .deployments()
                    .inNamespace(stage.namespace())
                    .withName(Stage.GATEWAY)
                    .patch(
                            dry,
                            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"gateway\",\"image\":\""
                                    + image.replace(":1.0", ":1.1")
                                    + "\",\"env\":[{\"name\":\"MODEL_VERSION\",\"value\":\"1.1\"}]}]}}}}");
            return 200;
        } catch (KubernetesClientException e) {
            return e.getCode();
        }
    }

    private static KubernetesClient client(Stage stage) {
        return stage.plane().client();
    }

    private static List<String> quarantines(Stage stage) {
        return client(stage).resources(Quarantine.class).inNamespace(stage.namespace()).list().getItems().stream()
                .map(q -> q.getMetadata().getName())
                .toList();
    }

    @Test
    void whoDeletesAQuarantineReleasesTheRevisionUntilItFailsAgain() {
        try (OperatorUnderTest operator = OperatorUnderTest.start(Map.of(), 2)) {
            Stage stage = rolledBack(operator);
            String bad = stage.revision("1.1").orElseThrow().name;
            eventually("the Quarantine was seen", () -> assertThat(
                            stage.kubectl("get", "controllerrevision", bad, "-o", "jsonpath={.metadata.annotations}"))
                    .contains(Names.KEPT_OUT));

            stage.kubectl("delete", "quarantine", bad);

            eventually("it is recorded", () -> assertThat(stage.revision("1.1").orElseThrow().reason)
                    .isEqualTo("Released"));
            assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Candidate);
            assertThat(dry(stage)).isEqualTo(200);
            stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
            assertThat(stage.incident(INCIDENT).getStatus().phase).isEqualTo(Phase.Mitigated);
            assertThat(quarantines(stage)).isEmpty();

            stage.apply(Stage.incident("wrong-again", "")).awaitPhase("wrong-again", Phase.Mitigated);
            eventually("it is refused again", () -> assertThat(dry(stage)).isEqualTo(403));

            operator.process().kill();
            stage.kubectl("delete", "quarantine", bad);
            operator.restart();
            eventually(
                    "also while Lastgood is down",
                    () -> assertThat(stage.revision("1.1").orElseThrow().reason).isEqualTo("Released"));

            Stage deleted = rolledBack(operator);
            deleted.kubectl("delete", "mdl", Stage.MODEL);
            eventually("it ends with its model", () -> assertThat(quarantines(deleted))
                    .isEmpty());
            assertThat(dry(deleted)).isEqualTo(200);
        }
    }

    /** The API server refuses no creation, and the incident that would restore it again is over. */
    @Test
    void whatIsDeletedAndCreatedAgainAfterItsIncidentOpensAnotherOne() {
        try (OperatorUnderTest operator = OperatorUnderTest.start(Map.of(), 1)) {
            Stage stage = rolledBack(operator);
            stage.apply(Stage.incident(INCIDENT, "resolution: {kind: Fixed, rootCause: the prompts}"))
                    .awaitPhase(INCIDENT, Phase.Resolved);

            stage.plane().kubectl().replace(stage.namespace(), Stage.gateway("1.1"), "--force");

            eventually("the new incident is Mitigated", () -> assertThat(incidents(stage))
                    .filteredOn(i -> i.getSpec().source == Source.Return)
                    .singleElement()
                    .satisfies(i -> assertThat(i.getStatus().phase).isEqualTo(Phase.Mitigated)));
            assertThat(stage.image()).endsWith(":1.0");
            assertThat(stage.incident(INCIDENT).getStatus().phase).isEqualTo(Phase.Resolved);
        }
    }

    private static List<AIIncident> incidents(Stage stage) {
        return client(stage)
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    @Test
    void whatAnEarlierVersionKeptOutIsRefusedAtEveryMomentOfTheUpgrade() throws InterruptedException {
        try (OperatorUnderTest operator = OperatorUnderTest.start(Map.of(), 1)) {
            Stage stage = rolledBack(operator);
            String bad = stage.revision("1.1").orElseThrow().name;
            operator.process().kill();
            QuarantinePolicy.coverFormer(stage.plane(), stage.namespace());
            former(stage, bad);
            stage.kubectl("delete", "quarantine", bad);
            stage.kubectl("annotate", "controllerrevision", bad, Names.KEPT_OUT + "-");
            eventually(
                    "the former policy refuses it", () -> assertThat(dry(stage)).isEqualTo(403));
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger passed = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            Thread pipeline = new Thread(() -> {
                while (!stop.get()) {
                    (dry(stage) == 403 ? refused : passed).incrementAndGet();
                }
            });
            pipeline.start();
            try {
                operator.restart();
                eventually("it is a Quarantine", () -> assertThat(quarantines(stage))
                        .containsExactly(bad));
                eventually("the former object is gone", () -> assertThat(stored(stage, bad + COMPANION))
                        .isNull());
                Thread.sleep(1000);
            } finally {
                stop.set(true);
                pipeline.join();
            }

            assertThat(passed).hasValue(0);
            assertThat(refused.get()).isGreaterThan(20);
            stage.kubectl("delete", "quarantine", bad);
            eventually("it is released", () -> assertThat(dry(stage)).isEqualTo(200));
        }
    }

    private static ControllerRevision stored(Stage stage, String name) {
        return client(stage)
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }

    /** As version 0.1 wrote it: the names of what is blamed, and whole containers. */
    private static void former(Stage stage, String bad) {
        JsonNode container = Json.tree(stored(stage, bad).getData()).at("/template/spec/containers/0");
        ObjectNode data = Json.object();
        data.put("told", bad);
        ObjectNode blamed = data.withObject("/blamed");
        List.of("initContainers", "volumes", "podFields", "templateLabels", "templateAnnotations")
                .forEach(blamed::putArray);
        blamed.putArray("containers").add(container.path("name").asText());
        blamed.putObject("configKeys");
        data.put("changeOfTemplate", "container " + container.path("name").asText());
        ObjectNode spec = data.withObject("/template/spec");
        spec.putArray("containers").add(container);
        spec.putArray("initContainers");
        spec.putArray("volumes");
        data.withObject("/template/metadata/labels");
        data.withObject("/template/metadata/annotations");
        String workload = "Deployment." + Stage.GATEWAY;
        client(stage)
                .resource(new ControllerRevisionBuilder()
                        .withNewMetadata()
                        .withNamespace(stage.namespace())
                        .withName(bad + COMPANION)
                        .addToLabels(Names.WORKLOAD, workload)
                        .addToLabels("lastgood.dev/quarantined", "true")
                        .addToLabels(Names.QUARANTINED_TEMPLATE, "true")
                        .addToAnnotations(Names.WORKLOAD, workload)
                        .addToAnnotations(Names.KEEPS_OUT, bad)
                        .addToAnnotations(Names.INCIDENT, INCIDENT)
                        .addToAnnotations(Names.REASON, "RolledBack")
                        .addToAnnotations(Names.SINCE, "2026-11-23T10:00:00Z")
                        .endMetadata()
                        .withRevision(2L)
                        .withData(data)
                        .build())
                .create();
    }
}
