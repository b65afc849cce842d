package dev.lastgood.kube;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@RealApiServer
class ControlPlaneIT {

    private static ControlPlane plane;
    private static Kubelet kubelet;

    private final String namespace = plane.newNamespace("plane");

    @BeforeAll
    static void start() {
        plane = ControlPlane.shared();
        kubelet = Kubelet.shared();
    }

    @Test
    void theServerIsTheVersionOfTheGoModule() {
        String expected = "oldest".equals(System.getenv("LASTGOOD_KUBE")) ? "v1.33.13" : "v1.36.3";
        assertThat(plane.version()).isEqualTo(expected);
        assertThat(plane.client().getKubernetesVersion().getGitVersion()).isEqualTo(plane.version());
    }

    @Test
    void aRuleInACustomResourceDefinitionRejectsWhatBreaksIt() {
        assertThat(apply(
                                """
                                apiVersion: apiextensions.k8s.io/v1
                                kind: CustomResourceDefinition
                                metadata: {name: ranges.test.lastgood.dev}
                                spec:
                                  group: test.lastgood.dev
                                  scope: Namespaced
                                  names: {plural: ranges, singular: range, kind: Range}
                                  versions:
                                  - name: v1
                                    served: true
                                    storage: true
                                    schema:
                                      openAPIV3Schema:
                                        type: object
                                        properties:
                                          spec:
                                            type: object
                                            properties: {low: {type: integer}, high: {type: integer}}
                                            x-kubernetes-validations:
                                            - {rule: "self.low <= self.high", message: "low is above high"}
                                """)
                        .exit())
                .isZero();
        eventually(
                "the custom resource is served",
                () -> assertThat(apply(range(1, 2)).err()).isEmpty());

        assertThat(apply(range(3, 2)).err()).contains("low is above high");
    }

    @Test
    void aDeploymentRollsOutAndSoDoesANewImage() {
        assertThat(apply(deployment("gateway:1", 2)).exit()).isZero();
        eventually("the first image serves", () -> assertServes("gateway:1", 2));

        assertThat(apply(deployment("gateway:2", 2)).exit()).isZero();

        eventually("the second image serves", () -> assertServes("gateway:2", 2));
        eventually("no pod of the first image is left", () -> assertThat(pods())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(image(pod)).isEqualTo("gateway:2")));
    }

    @Test
    void anImageThatCannotBePulledNeverCompletesAndTheOldPodsGoOnServing() {
        apply(deployment("gateway:1", 2));
        eventually("the good image serves", () -> assertServes("gateway:1", 2));

        apply(deployment("gateway:does-not-exist", 2));

        eventually(
                "a new pod waits for its image", () -> assertThat(pods()).anySatisfy(pod -> assertThat(pod.getStatus()
                                .getContainerStatuses()
                                .get(0)
                                .getState()
                                .getWaiting()
                                .getReason())
                        .isEqualTo("ImagePullBackOff")));
        eventually("the Deployment's deadline passes", () -> assertThat(status().getConditions())
                .anySatisfy(condition -> assertThat(condition.getReason()).isEqualTo("ProgressDeadlineExceeded")));
        assertThat(status().getAvailableReplicas()).isEqualTo(2);
        assertThat(status().getUpdatedReplicas()).isEqualTo(1);
    }

    @Test
    void podsThatStopBeingReadyAreUnavailableUntilTheyAreReadyAgain() {
        apply(deployment("gateway:1", 2));
        eventually("it serves", () -> assertServes("gateway:1", 2));

        assertThat(kubelet.makeNotReady(namespace, Map.of("app", "gateway"))).isEqualTo(2);
        eventually("none is available", () -> assertThat(status().getUnavailableReplicas())
                .isEqualTo(2));

        assertThat(kubelet.makeReady(namespace, Map.of("app", "gateway"))).isEqualTo(2);
        eventually("it serves again", () -> assertServes("gateway:1", 2));
    }

    @Test
    void anImageThatCrashesIsNeverReady() {
        apply(deployment("gateway:crash", 1));

        eventually("the pod crashes", () -> assertThat(pods()).singleElement().satisfies(pod -> {
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getContainerStatuses().get(0).getReady()).isFalse();
        }));
    }

    @Test
    void aPodWithANodeDisappearsWhenItIsDeleted() {
        apply(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: lonely}
                spec: {nodeName: some-node, containers: [{name: gateway, image: "gateway:1"}]}
                """);
        plane.client().pods().inNamespace(namespace).withName("lonely").delete();

        eventually("the pod is gone", () -> assertThat(pods()).isEmpty());
    }

    @Test
    void aFinalizerInTheTemplateKeepsOldPodsTerminatingUntilItIsRemoved() {
        AuditLog log = plane.audit().fromNow();
        apply(deployment("gateway:1", 1)
                .replace(
                        "{labels: {app: gateway}}\n",
                        "{labels: {app: gateway}, finalizers: [test.lastgood.dev/hold]}\n"));
        eventually("it serves", () -> assertServes("gateway:1", 1));
        String name = pods().get(0).getMetadata().getName();
        apply(deployment("gateway:2", 1));

        eventually("the new image serves", () -> assertServes("gateway:2", 1));
        eventually("the old pod terminates", () -> assertThat(pods()).anySatisfy(pod -> {
            assertThat(pod.getMetadata().getName()).isEqualTo(name);
            assertThat(pod.getMetadata().getDeletionTimestamp()).isNotNull();
        }));
        plane.client()
                .pods()
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");

        eventually("only the new pod is left", () -> assertThat(pods())
                .singleElement()
                .satisfies(pod -> assertThat(image(pod)).isEqualTo("gateway:2")));
        assertThat(log.entries())
                .filteredOn(
                        entry -> entry.verb().equals("delete") && entry.name().equals(name))
                .as("the kubelet does not ask again and again")
                .hasSizeLessThan(6);
    }

    @Test
    void serverSideApplyOwnsItsFieldsAndRefusesThoseOfAnother() {
        String first = "{apiVersion: v1, kind: ConfigMap, metadata: {name: prompts}, data: {tone: kind}}";
        String second = "{apiVersion: v1, kind: ConfigMap, metadata: {name: prompts}, data: {tone: terse}}";

        assertThat(plane.kubectl()
                        .apply(namespace, first, "--server-side", "--field-manager=first")
                        .exit())
                .isZero();

        assertThat(plane.kubectl()
                        .apply(namespace, second, "--server-side", "--field-manager=second")
                        .err())
                .contains("conflict with \"first\"");
    }

    @Test
    void clientSideApplyRemovesWhatIsNoLongerInTheFile() {
        apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: prompts}, data: {tone: kind, style: short}}");
        apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: prompts}, data: {tone: kind}}");

        assertThat(plane.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("prompts")
                        .get()
                        .getData())
                .containsOnlyKeys("tone");
    }

    @Test
    void anAdmissionPolicyDeniesWithItsMessage() {
        String forbidden = "{apiVersion: v1, kind: ConfigMap, metadata: {name: forbidden}}";
        assertThat(apply(
                                """
                                apiVersion: admissionregistration.k8s.io/v1
                                kind: ValidatingAdmissionPolicy
                                metadata: {name: %1$s}
                                spec:
                                  matchConstraints:
                                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                                    resourceRules:
                                    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
                                  validations:
                                  - {expression: "object.metadata.name != 'forbidden'", message: "not this one"}
                                ---
                                apiVersion: admissionregistration.k8s.io/v1
                                kind: ValidatingAdmissionPolicyBinding
                                metadata: {name: %1$s}
                                spec: {policyName: %1$s, validationActions: [Deny]}
                                """
                                        .formatted(namespace))
                        .exit())
                .isZero();

        // A dry run passes admission and leaves nothing, so that it can be repeated until the policy is active.
        eventually("the policy denies", () -> assertThat(plane.kubectl()
                        .apply(namespace, forbidden, "--dry-run=server")
                        .err())
                .contains("not this one"));
        assertThat(apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: allowed}}")
                        .exit())
                .isZero();
    }

    @Test
    void aUserMayDoOnlyWhatHisRoleGrants() {
        Login account = plane.serviceAccount(namespace, "operator");
        assertThat(account.user()).isEqualTo("system:serviceaccount:" + namespace + ":operator");
        Kubectl kubectl = plane.kubectl(account);
        assertThat(kubectl.run("get", "configmaps", "-n", namespace).err())
                .contains("Forbidden")
                .contains(account.user());

        plane.kubectl()
                .run(
                        "create",
                        "rolebinding",
                        "operator",
                        "-n",
                        namespace,
                        "--clusterrole=view",
                        "--serviceaccount=" + namespace + ":operator");

        eventually("the role is in force", () -> assertThat(
                        kubectl.run("get", "configmaps", "-n", namespace).exit())
                .isZero());
        assertThat(kubectl.run("create", "configmap", "prompts", "-n", namespace)
                        .err())
                .contains("forbidden");
        try (var nobody = plane.login("nobody").client()) {
            assertThatThrownBy(() -> nobody.configMaps().inNamespace(namespace).list())
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                            .isEqualTo(403));
        }
    }

    @Test
    void theAuditLogCountsThePatchesOfAnObject() {
        var prompts = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("prompts")
                .endMetadata()
                .build();
        var configMaps = plane.client().configMaps().inNamespace(namespace);
        configMaps.resource(prompts).create();
        AuditLog before = plane.audit().fromNow();
        for (String tone : List.of("kind", "terse")) {
            configMaps
                    .withName("prompts")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"tone\":\"" + tone + "\"}}");
        }

        eventually("both patches are logged", () -> assertThat(before.patches("configmaps", namespace, "prompts"))
                .isEqualTo(2));
        assertThat(before.entries())
                .filteredOn(entry -> entry.isPatchOf("configmaps", namespace, "prompts"))
                .allSatisfy(entry -> {
                    assertThat(entry.user()).isEqualTo("admin");
                    assertThat(entry.userAgent()).startsWith("fabric8-kubernetes-client/");
                    assertThat(entry.code()).isEqualTo(200);
                });
        assertThat(plane.audit().fromNow().patches("configmaps", namespace, "prompts"))
                .isZero();
    }

    private Kubectl.Result apply(String yaml) {
        return plane.kubectl().apply(namespace, yaml);
    }

    private static String range(int low, int high) {
        return "{apiVersion: test.lastgood.dev/v1, kind: Range, metadata: {name: r}, spec: {low: %d, high: %d}}"
                .formatted(low, high);
    }

    private static String deployment(String image, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: gateway}
                spec:
                  replicas: %d
                  progressDeadlineSeconds: 2
                  selector: {matchLabels: {app: gateway}}
                  template:
                    metadata: {labels: {app: gateway}}
                    spec: {containers: [{name: gateway, image: "%s"}]}
                """
                .formatted(replicas, image);
    }

    private void assertServes(String image, int replicas) {
        Deployment deployment = plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("gateway")
                .get();
        assertThat(deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo(image);
        DeploymentStatus status = deployment.getStatus();
        assertThat(status.getObservedGeneration())
                .isEqualTo(deployment.getMetadata().getGeneration());
        assertThat(List.of(status.getReplicas(), status.getUpdatedReplicas(), status.getAvailableReplicas()))
                .containsOnly(replicas);
    }

    private DeploymentStatus status() {
        return plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("gateway")
                .get()
                .getStatus();
    }

    private List<Pod> pods() {
        return plane.client().pods().inNamespace(namespace).list().getItems();
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().get(0).getImage();
    }
}
