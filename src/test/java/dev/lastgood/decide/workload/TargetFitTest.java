package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFitTest {

    private static TargetFit deployment(String selector, String labels) {
        Deployment live = Json.as(
                Json.yaml("{metadata: {name: gw, namespace: ai}, spec: {selector: " + selector
                        + ", template: {spec: {containers: []}}}}"),
                Deployment.class);
        return new TargetFit(
                Workload.of(live),
                Json.yaml("{template: {metadata: {labels: " + labels + "}, spec: {containers: [{name: a}]}}}"));
    }

    private static TargetFit set(String claims, String recorded, String pod) {
        StatefulSet live = Json.as(
                Json.yaml("{metadata: {name: gw, namespace: ai}, spec: {selector: {matchLabels: {app: gw}}, "
                        + "volumeClaimTemplates: " + claims + ", template: {spec: {containers: []}}}}"),
                StatefulSet.class);
        JsonNode body = Json.yaml("{template: {metadata: {labels: {app: gw}}, spec: " + pod + "}"
                + (recorded == null ? "" : ", volumeClaimTemplates: " + recorded) + "}");
        return new TargetFit(Workload.of(live), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{matchLabels: {app: gw}}                                          | {app: gw}            | true",
                "{matchLabels: {app: gw}}                                          | {app: gw, run: '1'}  | true",
                "{matchLabels: {app: gw, tier: ai}}                                | {app: gw}            | false",
                "{matchLabels: {app: gw2}}                                         | {app: gw}            | false",
                "{matchExpressions: [{key: app, operator: In, values: [gw, x]}]}   | {app: gw}            | true",
                "{matchExpressions: [{key: app, operator: In, values: [x]}]}       | {app: gw}            | false",
                "{matchExpressions: [{key: app, operator: NotIn, values: [x]}]}    | {app: gw}            | true",
                "{matchExpressions: [{key: app, operator: NotIn, values: [gw]}]}   | {app: gw}            | false",
                "{matchExpressions: [{key: app, operator: Exists}]}                | {app: gw}            | true",
                "{matchExpressions: [{key: tier, operator: Exists}]}               | {app: gw}            | false",
                "{matchExpressions: [{key: tier, operator: DoesNotExist}]}         | {app: gw}            | true",
                "{matchLabels: {app: gw}, matchExpressions: [{key: app, operator: DoesNotExist}]} | {app: gw} | false",
            })
    void aSelectorMatchesAsTheApiServerMatches(String selector, String labels, boolean fits) {
        assertThat(deployment(selector, labels).obstacle().isEmpty()).isEqualTo(fits);
    }

    @Test
    void anotherSelectorIsNamedWithTheWayOut() {
        Obstacle obstacle =
                deployment("{matchLabels: {app: gw2}}", "{app: gw}").obstacle().orElseThrow();
        assertThat(obstacle.reason()).isEqualTo(Reason.SelectorChanged);
        assertThat(obstacle.message())
                .contains("the Deployment gw", "(app=gw2)", "(app=gw)", "Delete the Deployment and apply the manifest");
    }

    @Test
    void aClaimThatIsMountedAndMissingIsAnObstacle() {
        String pod = "{containers: [{name: a, volumeMounts: [{name: cache}, {name: conf}]}], volumes: [{name: conf}]}";
        assertThat(set("[]", null, pod).obstacle()).hasValueSatisfying(obstacle -> {
            assertThat(obstacle.reason()).isEqualTo(Reason.VolumeClaimsChanged);
            assertThat(obstacle.message()).contains("mounts cache,").doesNotContain("conf");
        });
        assertThat(set("[{metadata: {name: cache}}]", null, pod).obstacle()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                       | ",
                "[{metadata: {name: cache}, spec: {storageClassName: a}}] | ",
                "[{metadata: {name: cache, labels: {a: b}}, spec: {storageClassName: a}, status: {phase: Pending}}] | ",
                "[{metadata: {name: cache}, spec: {storageClassName: b}}] | cache",
                "[]                                                     | cache",
                "[{metadata: {name: data}, spec: {storageClassName: a}}]  | cache, data",
            })
    void otherClaimsAreNamedIfTheyWereRecorded(String recorded, String different) {
        var found = set("[{metadata: {name: cache}, spec: {storageClassName: a}}]", recorded, "{containers: []}")
                .otherClaims();
        if (different == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(o -> assertThat(o.message()).contains("(" + different + ")"));
        }
    }
}
