package dev.lastgood.act.kube;

import static dev.lastgood.act.kube.JsonPatch.pointer;
import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.DenyingWebhook;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server makes of guards: which of them hold, and what it says if one fails. */
@RealApiServer
class GuardsIT {

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final ApiPatcher patcher = new ApiPatcher(client);
    private final String namespace = plane.newNamespace("guards");

    private ConfigMap configMap(String text) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("prompts")
                        .endMetadata()
                        .addToData("system", text)
                        .build())
                .create();
    }

    private static Deployment gateway(String namespace) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("gateway")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .addToMatchLabels("app", "gateway")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "gateway")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("gateway")
                .withImage("gateway:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** A test as {@link JsonPatch} does not allow it. */
    private void testByHand(String text) {
        String patch = Json.object()
                .arrayNode()
                .add(Json.object().put("op", "test").put("path", "/data/system").put("value", text))
                .toString();
        client.configMaps().inNamespace(namespace).withName("prompts").patch(PatchContext.of(PatchType.JSON), patch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a && b", "<system>", "->", "a\u2028b", "a\u2029b", "\u001b"})
    void aTestOfSuchTextFailsAlthoughNothingChanged(String text) {
        configMap(text);

        KubernetesClientException refused =
                catchThrowableOfType(KubernetesClientException.class, () -> testByHand(text));

        assertThat(ApiRefusal.of(refused)).isEqualTo(ApiRefusal.GuardFailed);
        assertThatThrownBy(() -> new JsonPatch().test("/data/system", TextNode.valueOf(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** All characters that {@link JsonPatch#test} allows. */
    @Test
    void allTextThatMayBeTestedIsFound() {
        StringBuilder all = new StringBuilder("\uD83D\uDE00");
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            try {
                new JsonPatch().test("/data/system", TextNode.valueOf(String.valueOf(c)));
                all.append(c);
            } catch (IllegalArgumentException notAllowed) {
                // Shown above.
            }
        }
        assertThat(all).hasSizeGreaterThan(60_000);
        configMap(all.toString());

        JsonPatch patch = new JsonPatch()
                .test("/data/system", TextNode.valueOf(all.toString()))
                .add("/data/found", TextNode.valueOf("yes"));

        assertThat(patcher.patch(ConfigMap.class, namespace, "prompts", patch).getData())
                .containsEntry("found", "yes");
    }

    @Test
    void theSpecGuardOverlooksStatusAndMetadataAndFindsEveryChangeOfTheSpec() {
        Deployment seen = client.resource(gateway(namespace)).create();
        JsonPatch patch =
                JsonPatch.whileSpecIs(seen).add(pointer("metadata", "labels", "team"), TextNode.valueOf("ai"));
        eventually(
                "its status is written",
                () -> assertThat(now(seen).getStatus().getObservedGeneration()).isEqualTo(1));
        patcher.patch(
                Deployment.class,
                namespace,
                "gateway",
                new JsonPatch().add(pointer("metadata", "labels"), Json.object().put("team", "pricing")));

        patcher.patch(Deployment.class, namespace, "gateway", patch);

        client.resource(seen).scale(1);
        assertThat(refusal(seen, patch)).isEqualTo(ApiRefusal.GuardFailed);
    }

    @Test
    void anObjectThatWasCreatedAgainIsAnother() {
        Deployment seen = client.resource(gateway(namespace)).create();
        client.resource(seen).withGracePeriod(0).delete();
        Deployment again = client.resource(gateway(namespace)).create();
        assertThat(again.getMetadata().getGeneration())
                .isEqualTo(seen.getMetadata().getGeneration());

        assertThat(refusal(seen, JsonPatch.whileSpecIs(seen).replace("/spec/paused", Json.parse("true"))))
                .isEqualTo(ApiRefusal.GuardFailed);
    }

    @Test
    void theVersionGuardAnswersConflict() {
        ConfigMap seen = configMap("a && b");
        JsonPatch patch = JsonPatch.whileUnchanged(seen).replace("/data/system", TextNode.valueOf("<b>"));

        assertThat(patcher.patch(ConfigMap.class, namespace, "prompts", patch).getData())
                .containsEntry("system", "<b>");
        assertThat(refusal(seen, patch)).isEqualTo(ApiRefusal.Conflict);
        assertThat(client.resource(seen).get().getData()).containsEntry("system", "<b>");
    }

    @Test
    void thatAMemberIsAbsentCanBeTested() {
        ConfigMap seen = configMap("a");
        JsonPatch patch = new JsonPatch()
                .test("/metadata/annotations", null)
                .add("/metadata/annotations", Json.object().put("ours", "1"));

        patcher.patch(ConfigMap.class, namespace, "prompts", patch);

        assertThat(refusal(seen, patch)).isEqualTo(ApiRefusal.GuardFailed);
        assertThat(Annotation.of(client.resource(seen).get(), "ours")).isEqualTo("1");
    }

    /** The API server compares the data byte by byte with what it makes of them for a patch. */
    @Test
    void theAnnotationsOfARevisionWithSuchTextCanBePatchedOnlyIfItWasCreatedWithEscapes() {
        ControllerRevision revision = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("fabric8")
                .addToAnnotations("state", "Candidate")
                .endMetadata()
                .withRevision(1L)
                .withData(Json.object().put("a && b", "<system> \u2028 \u2029 \b \f \u007f \uD83D\uDE00"))
                .build();
        JsonPatch patch = new JsonPatch().add(pointer("metadata", "annotations", "state"), TextNode.valueOf("Good"));
        ControllerRevision unescaped = client.resource(revision).create();
        revision.getMetadata().setName("lastgood");
        ControllerRevision escaped = patcher.create(revision);

        assertThat(refusal(unescaped, patch)).isEqualTo(ApiRefusal.Invalid);
        patcher.patchMetadata(ControllerRevision.class, namespace, "lastgood", patch);

        assertThat(Annotation.of(client.resource(escaped).get(), "state")).isEqualTo("Good");
        assertThat(Json.tree(client.resource(escaped).get().getData())).isEqualTo(Json.tree(revision.getData()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 410, 413, 422})
    void aWebhooksDenialIsADenialWhateverItsCode(int code, @TempDir Path directory) {
        Deployment seen = client.resource(gateway(namespace)).create();
        JsonPatch patch = JsonPatch.whileSpecIs(seen).replace("/spec/replicas", Json.parse("1"));
        try (DenyingWebhook webhook = DenyingWebhook.start(plane, namespace, code, directory)) {
            eventually(
                    "the webhook is asked", () -> assertThat(dryRun(seen, code)).contains("not today"));
            assertThat(refusal(seen, patch)).isEqualTo(ApiRefusal.Denied);
        }
    }

    private String dryRun(HasMetadata seen, int replicas) {
        try {
            JsonPatch patch = new JsonPatch().replace("/spec/replicas", Json.parse(String.valueOf(replicas)));
            patcher.dryRun(seen.getClass(), namespace, seen.getMetadata().getName(), patch);
            return "";
        } catch (KubernetesClientException e) {
            return e.getMessage();
        }
    }

    private Deployment now(Deployment seen) {
        return client.resource(seen).get();
    }

    private ApiRefusal refusal(HasMetadata seen, JsonPatch patch) {
        KubernetesClientException refused = catchThrowableOfType(
                KubernetesClientException.class,
                () -> patcher.patch(
                        seen.getClass(), namespace, seen.getMetadata().getName(), patch));
        assertThat(refused).as("must be refused").isNotNull();
        return ApiRefusal.of(refused);
    }
}
