package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.decide.workload.RestoredPart;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rollback restored belongs to those to whom it belonged: the next release leaves exactly what it contains. */
@RealApiServer
class HandBackIT {

    private static final Release GOOD = new Release(
            "gateway:1",
            new TreeMap<>(Map.of("MODE", "exact", "MORE", "a && b > c")),
            Map.of(
                    "prompts", Map.of("system", "<system> be exact & brief", "tone", "dry"),
                    "rules", Map.of("limit", "10", "currency", "<EUR>")));

    /** Another image, one variable less, one key less, one ConfigMap less. */
    private static final Release BAD =
            new Release("gateway:2", Map.of("MODE", "creative"), Map.of("prompts", Map.of("system", "be creative")));

    private static final Release FIX = new Release(
            "gateway:3",
            Map.of("MODE", "exact"),
            Map.of("prompts", Map.of("system", "<system> be exact"), "rules", Map.of("limit", "20")));

    private final KubernetesClient client = ControlPlane.shared().client();
    private final RestoredGateway gateway = new RestoredGateway();
    private Revision good;
    private Revision bad;

    private void rollBack(Applier applier) {
        applier.apply(gateway.namespace, null, GOOD);
        good = gateway.record();
        applier.apply(gateway.namespace, GOOD, BAD);
        bad = gateway.record();
        assertThat(gateway.configMap("rules")).isNull();

        gateway.rollBack(bad, good);

        assertThat(gateway.image()).isEqualTo(GOOD.image());
        assertThat(gateway.env()).containsExactlyElementsOf(GOOD.env().keySet());
        GOOD.configMaps()
                .forEach((name, data) ->
                        assertThat(gateway.configMap(name).getData()).isEqualTo(data));
    }

    private static boolean isOwner(HasMetadata object, String... path) {
        return object.getMetadata().getManagedFields().stream()
                .filter(entry -> Names.FIELD_MANAGER.equals(entry.getManager()))
                .map(Json::tree)
                .anyMatch(entry -> FieldSet.of(entry).has(path));
    }

    private void assertThatLastgoodOwnsNothing() {
        assertThat(isOwner(gateway.deployment(), "f:spec")).isFalse();
        for (String name : GOOD.configMaps().keySet()) {
            assertThat(isOwner(gateway.configMap(name), "f:data")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFixNeedsNoForceAndLeavesExactlyTheFix(Applier applier) {
        rollBack(applier);
        gateway.handBack(bad, good);
        assertThatLastgoodOwnsNothing();

        applier.apply(gateway.namespace, BAD, FIX);

        assertThat(gateway.image()).isEqualTo(FIX.image());
        if (applier.mergesExactly()) {
            assertThat(gateway.env()).containsExactly("MODE");
            FIX.configMaps()
                    .forEach((name, data) ->
                            assertThat(gateway.configMap(name).getData()).isEqualTo(data));
            assertThat(gateway.configMap("rules").getMetadata().getAnnotations())
                    .doesNotContainKeys(Recreation.MARKS.toArray(String[]::new));
            assertThat(leftovers()).isEmpty();
        } else {
            assertThat(gateway.env()).as("in no manifest").containsExactlyInAnyOrder("MODE", "MORE");
            assertThat(gateway.configMap("prompts").getData()).containsKeys("system", "tone");
            assertThat(leftovers())
                    .containsExactlyInAnyOrder(
                            new RestoredPart(null, "gateway", "MORE"),
                            new RestoredPart("prompts", null, "tone"),
                            new RestoredPart("rules", null, "currency"));
            settle(true);
            assertThat(gateway.configMap("rules").getMetadata().getAnnotations())
                    .as("it is Helm's again")
                    .doesNotContainKeys(Recreation.MARKS.toArray(String[]::new))
                    .containsKey("meta.helm.sh/release-name");
            settle(false);
            assertThat(gateway.configMap("rules")).isNotNull();
        }
    }

    private List<RestoredPart> leftovers() {
        return new LeftoverSearch(client)
                .among(
                        WorkloadKind.Deployment,
                        gateway.namespace,
                        Release.WORKLOAD,
                        RestoredPart.between(gateway.body(bad), gateway.body(good)),
                        gateway.body(good));
    }

    private Optional<String> settle(boolean needed) {
        return new RecreatedConfigMap(client).settle(gateway.namespace, "rules", needed);
    }

    @ParameterizedTest
    @EnumSource
    void aConfigMapThatTheFixDoesNotHaveIsRemovedOnceNothingRefersToIt(Applier applier) {
        rollBack(applier);
        gateway.handBack(bad, good);
        assertThat(settle(true)).as("needed").isEmpty();

        Release fix = new Release(FIX.image(), FIX.env(), Map.of("prompts", Map.of("system", "be exact")));
        applier.apply(gateway.namespace, BAD, fix);

        assertThat(gateway.configMap("rules")).isNotNull();
        assertThat(settle(false)).isPresent();
        assertThat(gateway.configMap("rules")).isNull();
    }

    /** A rollback that was done twice, as after a crash, hands back the same. */
    @ParameterizedTest
    @EnumSource
    void handingBackAgainChangesNothing(Applier applier) {
        rollBack(applier);
        gateway.handBack(bad, good);
        String rules = gateway.configMap("rules").getMetadata().getResourceVersion();

        gateway.handBack(bad, good);

        assertThat(gateway.configMap("rules").getMetadata().getResourceVersion())
                .isEqualTo(rules);
        assertThat(gateway.deployment().getMetadata().getGeneration()).isEqualTo(3);
    }

    /** A crash came between: the fix must be forced, and the one after it leaves nothing behind. */
    @Test
    void aFixThatWasFasterGetsTheRest() {
        rollBack(Applier.FLUX);
        Applier.FLUX.apply(gateway.namespace, BAD, FIX);
        assertThat(gateway.env()).as("owned by Lastgood").contains("MORE");

        gateway.handBack(bad, good);
        assertThatLastgoodOwnsNothing();
        assertThat(gateway.image()).isEqualTo(FIX.image());

        Applier.FLUX.apply(gateway.namespace, FIX, FIX);
        assertThat(gateway.env()).containsExactly("MODE");
        assertThat(gateway.configMap("prompts").getData())
                .isEqualTo(FIX.configMaps().get("prompts"));
        assertThat(gateway.configMap("rules").getData())
                .isEqualTo(FIX.configMaps().get("rules"));
    }

    /** kubectl takes over the fields of the manager that owns the last-applied annotation. */
    @Test
    void aFixWithWhichATeamMovesToServerSideApplyLeavesExactlyTheFix() {
        rollBack(Applier.KUBECTL);
        gateway.handBack(bad, good);

        var moved = ControlPlane.shared()
                .kubectl()
                .apply(gateway.namespace, FIX.manifest(), "--server-side", "--force-conflicts");

        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(gateway.env()).containsExactly("MODE");
        FIX.configMaps()
                .forEach((name, data) ->
                        assertThat(gateway.configMap(name).getData()).isEqualTo(data));
    }

    @Test
    void kubectlIsExactFromTheVeryPatchOn() {
        rollBack(Applier.KUBECTL);

        Applier.KUBECTL.apply(gateway.namespace, BAD, FIX);

        assertThat(gateway.env()).containsExactly("MODE");
        assertThat(gateway.configMap("prompts").getData())
                .isEqualTo(FIX.configMaps().get("prompts"));
    }

    @Test
    void anOldNumberOfReplicasDoesNotComeBack() {
        String autoscaled = GOOD.manifest();
        apply(autoscaled.replace("\"selector\"", "\"replicas\":1,\"selector\""));
        good = gateway.record();
        apply(autoscaled);
        var scaled = ControlPlane.shared()
                .kubectl()
                .run("-n", gateway.namespace, "scale", "deployment/" + Release.WORKLOAD, "--replicas=5");
        assertThat(scaled.exit()).as(scaled.err()).isZero();
        Applier.KUBECTL.apply(gateway.namespace, GOOD, BAD);
        bad = gateway.record();
        gateway.rollBack(bad, good);
        gateway.handBack(bad, good);

        Applier.KUBECTL.apply(gateway.namespace, BAD, FIX);

        assertThat(gateway.deployment().getSpec().getReplicas()).isEqualTo(5);
        assertThat(gateway.env()).containsExactly("MODE");
    }

    private void apply(String manifest) {
        var result = ControlPlane.shared().kubectl().apply(gateway.namespace, manifest);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    @Test
    void aConfigMapThatIsCreatedAgainHasWhatHelmAndArgoLookAt() {
        rollBack(Applier.HELM_4);

        ConfigMap rules = gateway.configMap("rules");
        assertThat(rules.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "Helm");
        assertThat(rules.getMetadata().getAnnotations())
                .containsEntry("meta.helm.sh/release-name", "gateway")
                .containsEntry("meta.helm.sh/release-namespace", "default")
                .containsEntry("argocd.argoproj.io/sync-options", "Prune=false")
                .containsEntry(Names.RECREATED_FOR, "Deployment.model-gateway");
        assertThat(Recreation.isTakenOver(rules)).isFalse();

        gateway.handBack(bad, good);

        assertThat(Recreation.isTakenOver(gateway.configMap("rules")))
                .as("what Lastgood wrote for others is not theirs")
                .isFalse();
    }

    @Test
    void aWriteIsRepeatedIfOnlyALabelChangedAndRefusedIfTheContentDid() {
        ConfigMap seen = client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(gateway.namespace)
                        .withName("prompts")
                        .endMetadata()
                        .withData(Map.of("system", "a & b"))
                        .build())
                .create();
        JsonNode content = Json.yaml("{data: {system: c, tone: <d>}, binaryData: {bytes: AAE=}}");
        ConfigMapWrite write = new ConfigMapWrite(client, new ApiPatcher(client));
        client.resource(seen).edit(c -> new ConfigMapBuilder(c)
                .editMetadata()
                .addToLabels("team", "pricing")
                .endMetadata()
                .build());

        ConfigMap written = write.write(seen, new ConfigMapWrite.Content(content, null));

        assertThat(written.getData()).isEqualTo(Map.of("system", "c", "tone", "<d>"));
        assertThat(written.getBinaryData()).isEqualTo(Map.of("bytes", "AAE="));
        assertThat(written.getMetadata().getLabels()).containsEntry("team", "pricing");
        assertThat(write.write(seen, new ConfigMapWrite.Content(content, null))
                        .getMetadata()
                        .getResourceVersion())
                .as("done before: the answer was lost")
                .isEqualTo(written.getMetadata().getResourceVersion());

        client.resource(written)
                .edit(c -> new ConfigMapBuilder(c).addToData("system", "theirs").build());
        assertThatThrownBy(() -> write.write(seen, new ConfigMapWrite.Content(content, null)))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(gateway.configMap("prompts").getData()).containsEntry("system", "theirs");
    }
}
