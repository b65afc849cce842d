package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Names;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecreationTest {

    private static final Map<String, String> DATA = Map.of("system", "be exact");

    private static JsonNode created(String good) {
        return Recreation.metadata(Json.yaml(good), "Deployment.gateway", "digest");
    }

    @Test
    void helmRecognizesIt() {
        assertThat(
                        created(
                                """
                {labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: pricing},
                 annotations: {meta.helm.sh/release-name: pricing, meta.helm.sh/release-namespace: ai},
                 managedFields: [{manager: argocd-controller}]}
                """))
                .isEqualTo(
                        Json.yaml(
                                """
                labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: pricing}
                annotations:
                  meta.helm.sh/release-name: pricing
                  meta.helm.sh/release-namespace: ai
                  argocd.argoproj.io/sync-options: Prune=false
                  lastgood.dev/recreated-for: Deployment.gateway
                  lastgood.dev/recreated-content: digest
                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{labels: {app.kubernetes.io/instance: a}, annotations: {argocd.argoproj.io/tracking-id: 'a:/ConfigMap:n/p'}} | false",
                "{labels: {app.kubernetes.io/instance: b}, annotations: {argocd.argoproj.io/tracking-id: 'a:/ConfigMap:n/p'}} | true",
                "{labels: {app.kubernetes.io/instance: a}, managedFields: [{manager: argocd-controller}]} | false",
                "{labels: {app.kubernetes.io/instance: a}, managedFields: [{manager: kubectl}]} | true"
            })
    void argoDoesNotTrackIt(String good, boolean keepsTheLabel) {
        JsonNode metadata = created(good);
        assertThat(metadata.path("labels").has("app.kubernetes.io/instance")).isEqualTo(keepsTheLabel);
        assertThat(metadata.path("annotations").has("argocd.argoproj.io/tracking-id"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Prune=false",
                "Prune=true | Prune=false",
                "'ServerSideApply=true, Prune=confirm' | ServerSideApply=true,Prune=false"
            })
    void itIsNotPrunedAndLosesThatWithItsMarks(String options, String becomes) {
        assertThat(created("{annotations: {argocd.argoproj.io/sync-options: '" + options + "'}}")
                        .at("/annotations/argocd.argoproj.io~1sync-options")
                        .asText())
                .isEqualTo(becomes);
        assertThat(Recreation.withoutMark("argocd.argoproj.io/sync-options", becomes))
                .isEqualTo(java.util.Optional.of(becomes.replaceAll(",?Prune=false", ""))
                        .filter(left -> !left.isEmpty()));
        assertThat(Recreation.withoutMark(Names.RECREATED_FOR, "Deployment.gateway"))
                .isEmpty();
    }

    @Test
    void fluxDoesNotPruneItEither() {
        assertThat(created("{labels: {kustomize.toolkit.fluxcd.io/name: apps}}")
                        .at("/annotations/kustomize.toolkit.fluxcd.io~1prune")
                        .asText())
                .isEqualTo("disabled");
    }

    private static ConfigMap live(Map<String, String> data, String manager, String time) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withCreationTimestamp("2026-11-27T12:00:00Z")
                .addToAnnotations(
                        Names.RECREATED_CONTENT,
                        ConfigContent.digest(
                                new ConfigMapBuilder().withData(DATA).build()))
                .addNewManagedField()
                .withManager(manager)
                .withTime(time)
                .endManagedField()
                .endMetadata()
                .withData(data)
                .build();
    }

    @Test
    void itIsTakenOverOnceSomeoneElseHasWrittenIt() {
        assertThat(Recreation.isTakenOver(live(DATA, "helm", "2026-11-27T12:00:01Z")))
                .as("handed back to its applier")
                .isFalse();
        assertThat(Recreation.isTakenOver(live(DATA, "lastgood", "2026-11-27T13:00:00Z")))
                .isFalse();
        assertThat(Recreation.isTakenOver(live(DATA, "helm", "2026-11-27T12:00:02Z")))
                .isTrue();
        assertThat(Recreation.isTakenOver(live(Map.of("system", "x"), "lastgood", "2026-11-27T12:00:00Z")))
                .isTrue();
    }
}
