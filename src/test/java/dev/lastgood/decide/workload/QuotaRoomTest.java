package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaRoomTest {

    private static final String PLAIN = "{containers: [{name: a}]}";
    /** One pod short is not allowed: the API server's defaults with two replicas. */
    private static final String SURGES = "{type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}";

    private static ResourceQuota quota(String spec, String hard, String used) {
        return Json.as(
                Json.yaml("{metadata: {name: team}, spec: " + spec + ", status: {hard: " + hard + ", used: " + used
                        + "}}"),
                ResourceQuota.class);
    }

    private static Workload deployment(int replicas, String strategy, String pod) {
        return Workload.of(Json.as(
                Json.yaml("{metadata: {name: gw}, spec: {replicas: " + replicas + ", strategy: " + strategy
                        + ", template: {spec: " + pod + "}}}"),
                Deployment.class));
    }

    private static PodSpec pod(String spec) {
        return Json.as(Json.yaml(spec), PodSpec.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // pods that the quota allows, that it counts, replicas, strategy | room?
                "2 | 1 | 2 | {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}} | true",
                "2 | 2 | 2 | {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}} | false",
                "4 | 4 | 4 | {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}} | true",
                "2 | 2 | 2 | {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}     | false",
                "2 | 2 | 2 | {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}     | true",
                "2 | 2 | 2 | {type: RollingUpdate, rollingUpdate: {maxSurge: 0%, maxUnavailable: 10%}}  | true",
                "2 | 2 | 2 | {type: Recreate}                                                           | true",
                "1 | 2 | 2 | {type: Recreate}                                                           | false",
                "2 | 2 | 0 | {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}     | true",
            })
    void aPodMustFitBeforeAnOldOneIsRemovedUnlessOnePodMayBeMissing(
            int hard, int used, int replicas, String strategy, boolean room) {
        Optional<Obstacle> found = new QuotaRoom(deployment(replicas, strategy, PLAIN))
                .obstacle(List.of(quota("{}", "{pods: " + hard + "}", "{pods: " + used + "}")), pod(PLAIN));
        assertThat(found.isEmpty()).isEqualTo(room);
    }

    @Test
    void aStatefulSetRemovesAPodFirst() {
        Workload set = Workload.of(Json.as(
                Json.yaml("{metadata: {name: gw}, spec: {replicas: 2, template: {spec: " + PLAIN + "}}}"),
                StatefulSet.class));
        assertThat(new QuotaRoom(set).obstacle(List.of(quota("{}", "{pods: 2}", "{pods: 2}")), pod(PLAIN)))
                .isEmpty();
    }

    @Test
    void whatIsUsedUpIsNamedWithTheWayOut() {
        Obstacle found = new QuotaRoom(deployment(2, SURGES, PLAIN))
                .obstacle(List.of(quota("{}", "{pods: 2, requests.cpu: 4}", "{pods: 2, requests.cpu: 4}")), pod(PLAIN))
                .orElseThrow();
        assertThat(found.reason()).isEqualTo(Reason.QuotaExceeded);
        assertThat(found.message())
                .contains("ResourceQuota team has used 2 of 2 pods, and a pod needs 1", "maxUnavailable")
                .doesNotContain("cpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requests.cpu            | 4    | 3500m | {requests: {cpu: 500m}}                  | true",
                "requests.cpu            | 4    | 3501m | {requests: {cpu: 500m}}                  | false",
                "cpu                     | 4    | 3501m | {requests: {cpu: 500m}}                  | false",
                "memory                  | 8Gi  | 7Gi   | {requests: {memory: 1024Mi}}             | true",
                "requests.memory         | 8Gi  | 7Gi   | {requests: {memory: 1025Mi}}             | false",
                "requests.cpu            | 4    | 4     | {limits: {cpu: 1}}                       | false",
                "limits.cpu              | 4    | 4     | {requests: {cpu: 1}}                     | true",
                "limits.memory           | 8Gi  | 8Gi   | {limits: {memory: 1}}                    | false",
                "requests.nvidia.com/gpu | 1    | 1     | {limits: {nvidia.com/gpu: 1}}            | false",
                "requests.nvidia.com/gpu | 1    | 1     | {requests: {cpu: 1}}                     | true",
                "count/pods              | 1    | 1     | {}                                       | false",
                "services                | 1    | 1     | {}                                       | true",
            })
    void eachResourceOfThePodIsCounted(String resource, String hard, String used, String resources, boolean room) {
        Optional<Obstacle> found = new QuotaRoom(deployment(1, SURGES, PLAIN))
                .obstacle(
                        List.of(quota("{}", "{" + resource + ": " + hard + "}", "{" + resource + ": " + used + "}")),
                        pod("{containers: [{name: a, resources: " + resources + "}]}"));
        assertThat(found.isEmpty()).as(found.toString()).isEqualTo(room);
    }

    @Test
    void initContainersCountOneByOneAndSidecarsAdd() {
        PodSpec pod = pod("{initContainers: [{name: i, resources: {requests: {cpu: 3}}}, "
                + "{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}, "
                + "{name: j, resources: {requests: {cpu: 2}}}], "
                + "containers: [{name: a, resources: {requests: {cpu: 1}}}], overhead: {cpu: 250m}}");
        assertThat(PodUsage.of(pod).get("requests.cpu")).isEqualByComparingTo("3.25");
    }

    @Test
    void whatAnOldPodFreesIsCounted() {
        String small = "{containers: [{name: a, resources: {requests: {cpu: 1}}}]}";
        String large = "{containers: [{name: a, resources: {requests: {cpu: 2}}}]}";
        List<ResourceQuota> full = List.of(quota("{}", "{requests.cpu: 2}", "{requests.cpu: 2}"));
        assertThat(new QuotaRoom(deployment(2, "{type: Recreate}", large)).obstacle(full, pod(small)))
                .isEmpty();
        assertThat(new QuotaRoom(deployment(2, "{type: Recreate}", small)).obstacle(full, pod(large)))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{scopes: [NotTerminating]} | {containers: [{name: a}]} | false",
                "{scopes: [Terminating]}    | {containers: [{name: a}]} | true",
                "{scopes: [BestEffort]}     | {containers: [{name: a}]} | false",
                "{scopes: [NotBestEffort]}  | {containers: [{name: a}]} | true",
                "{scopes: [SomethingNew]}   | {containers: [{name: a}]} | true",
                "{scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}} "
                        + "| {priorityClassName: high, containers: []} | false",
                "{scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}} "
                        + "| {containers: []} | true",
                "{scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: NotIn, values: [high]}]}} "
                        + "| {containers: []} | false",
                "{scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: DoesNotExist}]}} "
                        + "| {priorityClassName: high, containers: []} | true",
            })
    void aQuotaOfOtherPodsLeavesRoom(String spec, String pod, boolean room) {
        assertThat(new QuotaRoom(deployment(1, SURGES, pod))
                        .obstacle(List.of(quota(spec, "{pods: 1}", "{pods: 1}")), pod(pod))
                        .isEmpty())
                .isEqualTo(room);
    }

    @Test
    void aQuotaThatWasJustCreatedSaysNothing() {
        ResourceQuota young =
                Json.as(Json.yaml("{metadata: {name: team}, spec: {hard: {pods: 0}}}"), ResourceQuota.class);
        assertThat(new QuotaRoom(deployment(1, SURGES, PLAIN)).obstacle(List.of(young), pod(PLAIN)))
                .isEmpty();
    }
}
