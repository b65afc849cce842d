package dev.lastgood.act.workload;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.DenyingWebhook;
import dev.lastgood.kube.KubeBinaries;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.lang.reflect.Field;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revisions are recorded and restored on a real API server, while others write the workload, too. */
@RealApiServer
class WorkloadRollbackIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    private static RollbackStory story(WorkloadKind kind) {
        return new RollbackStory(PLANE, kind, "gateway").create().goodThenBad();
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void everyPartOfATemplateIsRestoredAsItWas(WorkloadKind kind) {
        RollbackStory story = new RollbackStory(PLANE, kind, "gateway").create();
        JsonNode before = story.template();
        story.goodThenBad();

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(before);
        assertThat(story.template().at("/spec/containers/0/env/0/value").textValue())
                .isEqualTo(RollbackStory.TEXT);
        // What is compared is what a class of the client makes of it, and that must not differ.
        assertThat(story.templateAsRead()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void anAutoscalerBetweenDecisionAndPatchStopsNothing(WorkloadKind kind) {
        RollbackStory story = story(kind);
        story.patch("[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 7}]");

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(story.goodTemplate());
        assertThat(story.live().at("/spec/replicas").intValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void annotationsThatOthersWriteInBetweenStay(WorkloadKind kind) {
        RollbackStory story = story(kind);
        // A StatefulSet has none at first, a Deployment those of its controller.
        story.patch("[{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"team\": \"a & b\"}}]");

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(Annotation.of(story.read().object(), "team")).isEqualTo("a & b");
        assertThat(Annotation.of(story.read().object(), Names.ROLLBACK)).isEqualTo("uid/1/gateway-bad/gateway-good");
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void annotationsThatOthersRemoveInBetweenStopNothing(WorkloadKind kind) {
        RollbackStory story = story(kind);
        story.patch("[{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"team\": \"a\"}}]");
        story.look(null);
        story.patch("[{\"op\": \"remove\", \"path\": \"/metadata/annotations\"}]");

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(story.goodTemplate());
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void whatSomeoneChangedInBetweenStays(WorkloadKind kind) {
        RollbackStory story = story(kind);
        story.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\": \"gateway:3\"}]");
        JsonNode theirs = story.template();

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Changed);
        assertThat(story.template()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void aWorkloadThatWasCreatedAgainIsNotPatched(WorkloadKind kind) {
        RollbackStory story = story(kind);
        JsonNode bad = story.live();
        story.look(1L); // the generation with which the next one begins
        story.delete();
        eventually("it is gone", () -> assertThat(story.found()).isEmpty());
        ObjectNode again = Json.object()
                .put("apiVersion", "apps/v1")
                .put("kind", kind.name())
                .set("spec", bad.get("spec"));
        again.putObject("metadata").put("name", "gateway");
        story.post(again);

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Changed);
        assertThat(story.template()).isEqualTo(bad.at("/spec/template"));
    }

    @ParameterizedTest
    @EnumSource(value = WorkloadKind.class, names = "Deployment")
    void aWebhookThatDeniesAsAFailedGuardDoesIsNamed(WorkloadKind kind, @TempDir Path directory) {
        RollbackStory story = story(kind);
        try (DenyingWebhook webhook = DenyingWebhook.start(PLANE, story.namespace(), 422, directory)) {
            eventually("the webhook denies", () -> {
                RollbackOutcome outcome = story.rollBack();
                assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Refused);
                assertThat(outcome.reason()).isEqualTo(Reason.RefusedByAdmission);
                assertThat(outcome.message()).contains("not today");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void namesMayBeAsLongAsTheirPodsAllow(WorkloadKind kind) {
        // A ReplicaSet's name has eleven characters more; a label with the name of a StatefulSet's pod has 63.
        String name = "g".repeat(kind == WorkloadKind.Deployment ? 242 : 52);
        RollbackStory story = new RollbackStory(PLANE, kind, name).create();
        JsonNode before = story.template();

        RollbackOutcome outcome = story.goodThenBad().rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(before);
    }

    /** A field that the API server knows and the client's class does not. */
    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void aFieldOfANewerKubernetesIsRestored(WorkloadKind kind) throws Exception {
        KubeBinaries binaries = KubeSearch.find(true);
        assumeThat(binaries.version()).startsWith("v1.36.");
        assertThat(PodSpec.class.getDeclaredFields()).extracting(Field::getName).doesNotContain("schedulingGroup");
        try (ControlPlane plane = ControlPlane.start(
                binaries, "--feature-gates=GenericWorkload=true", "--runtime-config=scheduling.k8s.io/v1alpha2=true")) {
            RollbackStory story =
                    new RollbackStory(plane, kind, "gateway").create("schedulingGroup: {podGroupName: gateways}");
            JsonNode before = story.template();
            assertThat(before.at("/spec/schedulingGroup/podGroupName").asText()).isEqualTo("gateways");
            story.goodThenBad().patch("[{\"op\": \"remove\", \"path\": \"/spec/template/spec/schedulingGroup\"}]");
            story.look(null);

            RollbackOutcome outcome = story.rollBack();

            assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
            assertThat(story.template()).isEqualTo(before);
        }
    }
}
