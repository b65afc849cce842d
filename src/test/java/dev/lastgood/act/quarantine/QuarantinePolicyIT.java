package dev.lastgood.act.quarantine;

import static dev.lastgood.act.quarantine.QuarantineScene.BAD;
import static dev.lastgood.act.quarantine.QuarantineScene.GOOD;
import static dev.lastgood.act.quarantine.QuarantineScene.succeeds;
import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@RealApiServer
class QuarantinePolicyIT {

    private final QuarantineScene scene = new QuarantineScene();

    /** What somebody does to the cluster. */
    private interface Deed extends Function<QuarantineScene, Kubectl.Result> {}

    static Stream<Named<Deed>> denied() {
        return Stream.of(
                deed("client-side apply", s -> s.apply(BAD)),
                deed("server-side apply", s -> s.apply(BAD, "--server-side", "--force-conflicts")),
                deed("set image", s -> s.run("set", "image", "deployment/gateway", "gateway=gateway:2")),
                deed("the same image with another env", s -> s.apply(BAD.replace("fast", "careful"))),
                deed(
                        "the same image with another env, server-side",
                        s -> s.apply(BAD.replace("fast", "careful"), "--server-side", "--force-conflicts")),
                deed("rollout undo", s -> s.run("rollout", "undo", "deployment/gateway")),
                deed(
                        "rollout undo to its number",
                        s -> s.run("rollout", "undo", "deployment/gateway", "--to-revision=2")),
                deed(
                        "bad image with another label and scale",
                        s -> s.apply(BAD.replace("replicas: 1", "replicas: 2")
                                .replace("labels: {app: gateway}", "labels: {app: gateway, tier: new}"))),
                deed(
                        "bad image with a harmless second container",
                        s -> s.apply(
                                BAD.replace("volumes:\n", "- {name: logs, image: \"logs:1\"}\n      volumes:\n"))));
    }

    @ParameterizedTest
    @MethodSource("denied")
    void nobodyBringsTheFailedRevisionBack(Deed deed) {
        Revision failed = scene.badOneRolledBack(BAD);

        Kubectl.Result result = deed.apply(scene);

        assertDenied(result, failed, "image of container gateway");
        assertThat(scene.image()).isEqualTo("gateway:1");
    }

    static Stream<Named<Deed>> allowed() {
        return Stream.of(
                deed("a new image", s -> s.apply(BAD.replace("gateway:2", "gateway:3"))),
                deed("the good one again", s -> s.apply(GOOD)),
                deed("scale", s -> s.run("scale", "deployment/gateway", "--replicas=3")),
                deed("replicas in a manifest", s -> s.apply(GOOD.replace("replicas: 1", "replicas: 2"))),
                deed("a label", s -> s.run("label", "deployment", "gateway", "team=ai")),
                deed("an annotation", s -> s.run("annotate", "deployment", "gateway", "note=seen")),
                deed("delete and apply again", s -> {
                    succeeds(s.run("delete", "deployment", "gateway"));
                    return s.apply(GOOD);
                }),
                deed("restart of the good one", s -> s.run("rollout", "restart", "deployment/gateway")),
                deed(
                        "another workload with the bad image",
                        s -> s.apply(BAD.replace("{name: gateway}", "{name: other}"))),
                deed(
                        "set image of another container",
                        s -> s.apply(
                                GOOD.replace("volumes:\n", "- {name: logs, image: \"gateway:2\"}\n      volumes:\n"))));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatIsNotTheFailedRevisionPasses(Deed deed) {
        scene.badOneRolledBack(BAD);

        succeeds(deed.apply(scene));
        assertDeniedAtAll(scene.apply(BAD, "--dry-run=server"));
    }

    @Test
    void theSameNameInAnotherNamespaceIsNotConcerned() {
        scene.badOneRolledBack(BAD);

        succeeds(new QuarantineScene().apply(BAD));
    }

    static Stream<Named<Deed>> allowedWhileItServes() {
        return Stream.of(
                deed("scale", s -> s.run("scale", "deployment/gateway", "--replicas=3")),
                deed("replicas in a manifest", s -> s.apply(BAD.replace("replicas: 1", "replicas: 2"))),
                deed("the same manifest again", s -> s.apply(BAD)),
                deed("a label", s -> s.run("label", "deployment", "gateway", "team=ai")),
                deed("an annotation", s -> s.run("annotate", "deployment", "gateway", "note=seen")),
                deed("restart", s -> s.run("rollout", "restart", "deployment/gateway")),
                deed(
                        "a certificate's annotation",
                        s -> s.run(
                                "patch",
                                "deployment",
                                "gateway",
                                "-p",
                                "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"certificate\":\"2\"}}}}}")),
                deed(
                        "another label of the template",
                        s -> s.apply(BAD.replace("labels: {app: gateway}", "labels: {app: gateway, run: x}"))),
                deed("pause", s -> s.run("rollout", "pause", "deployment/gateway")),
                deed(
                        "a status update",
                        s -> s.run(
                                "patch",
                                "deployment",
                                "gateway",
                                "--subresource=status",
                                "--type=merge",
                                "-p",
                                "{\"status\":{\"collisionCount\":7}}")),
                deed("a fix", s -> s.run("set", "image", "deployment/gateway", "gateway=gateway:3")),
                deed("the good one by hand", s -> s.run("set", "image", "deployment/gateway", "gateway=gateway:1")),
                deed("deletion", s -> s.run("delete", "deployment", "gateway")));
    }

    @ParameterizedTest
    @MethodSource("allowedWhileItServes")
    void whileTheFailedRevisionServesWhatLeavesTheTemplateAndWhatFixesItPass(Deed deed) {
        scene.badOneQuarantined(BAD);

        succeeds(deed.apply(scene));
    }

    @Test
    void aCreationIsNeverRefused() {
        scene.badOneRolledBack(BAD);

        succeeds(scene.run("delete", "deployment", "gateway"));
        succeeds(scene.apply(BAD));
        assertThat(scene.image()).isEqualTo("gateway:2");
        succeeds(scene.run("rollout", "restart", "deployment/gateway"));
        succeeds(scene.apply(GOOD));
        assertDeniedAtAll(scene.apply(BAD));
        succeeds(scene.run("replace", "--force", "-f", scene.file(BAD)));
    }

    @Test
    void thePersonWhoNamesTheFieldManagerOfLastgoodIsRefusedWithoutTheRight() {
        scene.badOneRolledBack(BAD);
        succeeds(scene.run("create", "serviceaccount", "dev"));
        succeeds(scene.run(
                "create", "rolebinding", "dev", "--clusterrole=edit", "--serviceaccount=" + scene.namespace + ":dev"));
        String dev = "--as=system:serviceaccount:" + scene.namespace + ":dev";
        String[] bad = {"set", "image", "deployment/gateway", "gateway=gateway:2", "--field-manager=lastgood", dev};

        assertDeniedAtAll(scene.run(bad));
        succeeds(scene.run("create", "role", "bypass", "--verb=bypass", "--resource=quarantines.lastgood.dev"));
        succeeds(scene.run(
                "create", "rolebinding", "bypass", "--role=bypass", "--serviceaccount=" + scene.namespace + ":dev"));
        eventually("with the right it passes", () -> succeeds(scene.run(bad)));
    }

    @Test
    void onlyWhoMayBypassWritesAQuarantine() {
        Revision failed = scene.badOneRolledBack(BAD);
        succeeds(scene.run("create", "serviceaccount", "dev"));
        succeeds(scene.run(
                "create",
                "role",
                "writer",
                "--verb=get,list,create,patch,update,delete",
                "--resource=quarantines.lastgood.dev"));
        succeeds(scene.run(
                "create", "rolebinding", "writer", "--role=writer", "--serviceaccount=" + scene.namespace + ":dev"));
        String dev = "--as=system:serviceaccount:" + scene.namespace + ":dev";

        eventually("it is refused by the policy", () -> assertThat(
                        scene.apply(odd("mine"), dev).err())
                .contains("has the right bypass on quarantines.lastgood.dev"));
        assertThat(scene.run(
                                "patch",
                                "quarantine",
                                failed.name(),
                                "--type=merge",
                                "-p",
                                "{\"spec\":{\"workload\":{\"name\":\"other\"}}}",
                                dev)
                        .err())
                .contains("has the right bypass on quarantines.lastgood.dev");
        assertThat(scene.run("label", "quarantine", failed.name(), Names.QUARANTINED_TEMPLATE + "-", dev)
                        .err())
                .contains("has the right bypass on quarantines.lastgood.dev");
        succeeds(scene.run("delete", "quarantine", failed.name(), dev));
        eventually("it is released", () -> succeeds(scene.apply(BAD)));
    }

    @Test
    void whatBlamesNothingIsNoQuarantine() {
        assertThat(scene.apply(odd("empty").replaceAll("  template:[^\\n]*\\n", ""))
                        .err())
                .contains("a Quarantine blames at least one part");
    }

    static Stream<Named<String[]>> owners() {
        return Stream.of(
                named("Helm", new String[] {
                    "annotations: {meta.helm.sh/release-name: gw}, labels: {app.kubernetes.io/managed-by: Helm}",
                    " in Helm release gw. To let it in"
                }),
                named("Argo CD", new String[] {
                    "annotations: {argocd.argoproj.io/tracking-id: \"shop:apps/Deployment:a/gateway\"}",
                    " in what Argo CD application shop applies. To let it in"
                }),
                named("Argo CD by label", new String[] {
                    "labels: {argocd.argoproj.io/instance: shop}",
                    " in what Argo CD application shop applies. To let it in"
                }),
                named("Flux", new String[] {
                    "labels: {kustomize.toolkit.fluxcd.io/name: apps}",
                    " in what Flux Kustomization apps applies. To let it in"
                }),
                named("HelmRelease", new String[] {
                    "labels: {helm.toolkit.fluxcd.io/name: gw}", " in HelmRelease gw (revert its values first"
                }));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void theRefusalNamesWhereTheFixIsWritten(String[] owner) {
        String managed = "metadata: {name: gateway, " + owner[0] + "}";
        scene.badOneQuarantined(
                GOOD.replace("metadata: {name: gateway}", managed), BAD.replace("metadata: {name: gateway}", managed));
        scene.rollBack();

        assertThat(scene.apply(BAD.replace("metadata: {name: gateway}", managed))
                        .err())
                .contains("To fix it change image of container gateway" + owner[1]);
    }

    @Test
    void theControllerGoesOnWithADeploymentThatIsQuarantined() {
        scene.badOneQuarantined(BAD);

        succeeds(scene.run("scale", "deployment/gateway", "--replicas=2"));

        eventually(
                "the controller's writes arrive",
                () -> assertThat(scene.live().at("/status/replicas").asInt()).isGreaterThanOrEqualTo(2));
    }

    @Test
    void aLiftedRevisionComesBack() {
        Revision failed = scene.badOneRolledBack(BAD);
        assertDeniedAtAll(scene.apply(BAD));
        succeeds(scene.run(
                "annotate",
                "--overwrite",
                "controllerrevision",
                failed.name(),
                Names.STATE + "=Quarantined",
                Names.INCIDENT + "=" + QuarantineScene.INCIDENT));
        Revision seen = QuarantineScene.revision(
                failed.name(), RevisionState.Quarantined, QuarantineScene.INCIDENT, RevisionState.Candidate);
        Revision after = QuarantineScene.revision(failed.name(), RevisionState.Candidate, null, null);

        new QuarantineStore(ControlPlane.shared().client()).lift(scene.namespace, seen, after);

        eventually("it passes", () -> succeeds(scene.apply(BAD)));
        assertThat(scene.quarantineOf(failed)).isNull();
        assertThat(scene.stored(failed).getMetadata().getAnnotations())
                .containsEntry(Names.STATE, "Candidate")
                .doesNotContainKeys(Names.INCIDENT, Names.STATE_BEFORE);
    }

    @Test
    void twoFailedRevisionsAreKeptOutAtOnce() {
        Revision first = scene.badOneRolledBack(BAD);
        String worse = BAD.replace("gateway:2", "gateway:3");
        JsonNode good = scene.data();
        succeeds(scene.apply(worse));
        JsonNode data = scene.data();
        Revision second = scene.snapshot(data);
        scene.quarantine(second, data, good);
        scene.restore(good);

        assertDenied(scene.apply(BAD), first, "image of container gateway");
        assertDenied(scene.apply(worse), second, "image of container gateway");
        succeeds(scene.apply(BAD.replace("gateway:2", "gateway:4")));
    }

    @Test
    void onlyLastgoodGoesBackToARevisionThatSharesAllThatIsBlamed() {
        // Image 1 with volume a is good, image 2 with volume b is good; image 1 with volume b failed.
        succeeds(scene.apply(GOOD));
        JsonNode oldest = scene.data();
        String mixed = GOOD.replace("name: prompts}}", "name: prompts-b}}");
        succeeds(scene.apply(mixed.replace("gateway:1", "gateway:2")));
        JsonNode newer = scene.data();
        succeeds(scene.apply(mixed));
        JsonNode data = scene.data();
        Revision failed = scene.snapshot(data);
        scene.quarantine(failed, data, newer);
        scene.restore(newer);

        assertDenied(scene.apply(GOOD), failed, "image of container gateway");
        scene.restore(oldest);

        assertThat(scene.image()).isEqualTo("gateway:1");
    }

    static Stream<Named<String[]>> parts() {
        return Stream.of(
                part(
                        "a container that was added",
                        "image of container logs",
                        BAD_WITH_LOGS,
                        GOOD,
                        GOOD_WITH_OTHER_LOGS),
                part(
                        "an init container",
                        "image of init container warm",
                        with(GOOD, "initContainers: [{name: warm, image: \"w:1\"}]"),
                        GOOD,
                        with(GOOD, "initContainers: [{name: warm, image: \"w:2\"}]")),
                part(
                        "a volume",
                        "volume prompts",
                        GOOD.replace("name: prompts}}", "name: prompts-b}}"),
                        GOOD,
                        GOOD.replace("name: prompts}}", "name: prompts-c}}")),
                part(
                        "a pod field that was added",
                        "pod field hostNetwork",
                        with(GOOD, "hostNetwork: true"),
                        GOOD,
                        with(GOOD, "dnsPolicy: Default")),
                part(
                        "a pod field with another value",
                        "pod field terminationGracePeriodSeconds",
                        with(GOOD, "terminationGracePeriodSeconds: 0"),
                        GOOD,
                        with(GOOD, "terminationGracePeriodSeconds: 5")),
                part(
                        "a pod field within a field",
                        "pod field affinity",
                        with(GOOD, AFFINITY),
                        GOOD,
                        with(GOOD, AFFINITY.replace("weight: 1", "weight: 2"))),
                part("a template label", "template label tier", labelled("tier: canary"), GOOD, labelled("tier: main")),
                part(
                        "a template annotation",
                        "template annotation sidecar.istio.io/inject",
                        annotated("sidecar.istio.io/inject: \"false\""),
                        GOOD,
                        annotated("sidecar.istio.io/inject: \"true\"")));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void eachPartOfATemplateIsKeptOutByItself(String[] part) {
        Revision failed = scene.badOneRolledBack(part[1]);

        assertDenied(scene.apply(part[1]), failed, part[0]);
        assertDenied(scene.apply(part[1].replace("replicas: 1", "replicas: 2")), failed, part[0]);
        succeeds(scene.apply(part[3], "--dry-run=server"));
        succeeds(scene.apply(part[2]));
    }

    @Test
    void whatTheFailedRevisionLackedIsKeptOutByItsAbsence() {
        // The good one has a second container, a pod field, a volume and a label that the bad one lacks.
        String full = labelled("tier: main")
                .replace(
                        "volumes:\n",
                        "- {name: logs, image: \"logs:1\"}\n      hostIPC: true\n      volumes:\n"
                                + "      - {name: cache, emptyDir: {}}\n");
        succeeds(scene.apply(full));
        JsonNode good = scene.data();
        succeeds(scene.apply(GOOD));
        JsonNode bad = scene.data();
        Revision failed = scene.snapshot(bad);
        scene.quarantine(failed, bad, good);
        scene.restore(good);

        assertDenied(scene.apply(GOOD), failed, "container logs or volume cache or pod field hostIPC");
        succeeds(scene.apply(full.replace("tier: main", "tier: other")));
    }

    @Test
    void allThatIsBlamedMustComeBack() {
        String bad = BAD.replace("name: prompts}}", "name: prompts-b}}");
        Revision failed = scene.badOneRolledBack(bad);

        succeeds(scene.apply(BAD, "--dry-run=server"));
        succeeds(scene.apply(GOOD.replace("name: prompts}}", "name: prompts-b}}"), "--dry-run=server"));
        assertDenied(scene.apply(bad), failed, "image of container gateway or volume prompts");
    }

    @Test
    void blameOfConfigurationOnlyNeverConcernsTheDeployment() {
        succeeds(scene.apply(GOOD));
        ObjectNode data = scene.data();
        ObjectNode other = data.deepCopy();
        data.withObject("/configMaps/prompts/data").put("system", "bad");
        other.withObject("/configMaps/prompts/data").put("system", "good");
        scene.quarantine(scene.snapshot(data), data, other);

        succeeds(scene.run("rollout", "restart", "deployment/gateway"));
        succeeds(scene.run("delete", "deployment", "gateway"));
        succeeds(scene.apply(GOOD));
    }

    @Test
    void oddQuarantinesStopNobodyAndHideNoOther() {
        succeeds(scene.apply(odd("other-type")));
        succeeds(scene.apply(odd("names").replace("name: gateway, value: 5", "name: '', value: none")));
        succeeds(scene.apply(odd("field").replace("value: 5", "field: env/, value: [1]")));
        succeeds(scene.apply(odd("pod").replace("in: Containers", "in: Pod")));
        succeeds(scene.apply(
                odd("other-half").replaceAll("  template:[^\\n]*\\n", "  configuration: [{configMap: a, key: b}]\n")));
        succeeds(scene.apply(odd("deleted").replace("metadata: {", "metadata: {finalizers: [test.dev/wait], ")));
        succeeds(scene.run("delete", "quarantine", "deleted", "--wait=false"));
        scene.untilPolicyIsUpToDate();

        succeeds(scene.apply(GOOD));
        succeeds(scene.apply(GOOD.replace("fast", "slow")));
        Revision failed = scene.badOneRolledBack(BAD);
        assertDenied(scene.apply(BAD), failed, "image of container gateway");
        assertDeniedAtAll(scene.apply(BAD));
        succeeds(scene.run(
                "patch", "quarantine", "deleted", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}"));
    }

    private static String odd(String name) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: Quarantine
                metadata: {name: %s, labels: {lastgood.dev/quarantined-template: "true"}}
                spec:
                  workload: {kind: Deployment, name: gateway}
                  template: [{in: Containers, name: gateway, value: 5}]
                """
                .formatted(name);
    }

    @Test
    void aReasonOfSeveralLinesIsToldInOne() {
        Revision failed = scene.badOneRolledBack(BAD);
        succeeds(scene.run(
                "patch",
                "quarantine",
                failed.name(),
                "--type=merge",
                "-p",
                "{\"spec\":{\"reason\":\"first\\nsecond\"}}"));
        scene.untilPolicyIsUpToDate();

        assertThat(scene.apply(BAD).err()).contains("reason first second.");
    }

    @Test
    void manyBlamedPartsAreToldShortened() {
        StringBuilder containers = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            containers
                    .append("      - {name: a-rather-long-name-of-a-container-")
                    .append(i)
                    .append(", image: \"i:1\"}\n");
        }
        String bad = GOOD.replace("      volumes:\n", containers + "      volumes:\n");
        scene.badOneRolledBack(bad);

        Kubectl.Result result = scene.apply(bad);

        assertDeniedAtAll(result);
        assertThat(result.err()).contains("a-rather-long-name-of-a-container-0", "...", "kubectl delete quarantine");
    }

    @Test
    void twentyLargeRevisionsStayWithinTheCostLimits() {
        Revision failed = scene.badOneRolledBack(BAD);
        long small = restartInMillis("somebody");
        ObjectNode large = scene.data();
        long imposing = 0;
        for (int i = 0; i < 500; i++) {
            large.withObject("/configMaps/prompts/data").put("key-" + i, "x\n".repeat(512));
        }
        for (int i = 0; i < 19; i++) {
            ObjectNode data = large.deepCopy();
            ((ObjectNode) data.at("/template/spec/containers/0")).put("image", "gateway:large-" + i);
            Revision revision = scene.snapshot(data);
            ObjectNode good = large.deepCopy();
            long start = System.nanoTime();
            scene.impose(revision, data, good);
            imposing = (System.nanoTime() - start) / 1_000_000;
        }
        scene.untilPolicyIsUpToDate();
        double errors = evaluationErrors();

        long big = restartInMillis("somebody");
        long ours = restartInMillis("lastgood");
        assertDenied(scene.apply(BAD), failed, "image of container gateway");
        assertDeniedAtAll(scene.run("set", "image", "deployment/gateway", "gateway=gateway:large-18"));

        assertThat(evaluationErrors()).isEqualTo(errors);
        System.out.printf(
                "a restart of the good one: %d ms beside one small quarantined revision, %d ms beside 20 of 500 KiB,"
                        + " %d ms by Lastgood; to quarantine one of them: %d ms%n",
                small, big, ours, imposing);
    }

    @Test
    void theApiServerFindsNothingToWarnAbout() {
        eventually("the types of the expressions are checked", () -> {
            for (String name : QuarantinePolicy.BINDINGS) {
                var policy = ControlPlane.shared()
                        .client()
                        .admissionRegistration()
                        .v1()
                        .validatingAdmissionPolicies()
                        .withName(name)
                        .get();
                assertThat(policy.getStatus().getObservedGeneration())
                        .isEqualTo(policy.getMetadata().getGeneration());
                assertThat(policy.getStatus().getTypeChecking()).isNotNull();
                assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                        .isEmpty();
            }
        });
    }

    @Test
    void theRefusalIsForbiddenAndNotTheAnswerToAFailedTest() {
        scene.badOneRolledBack(BAD);
        JsonPatch patch =
                new JsonPatch().replace("/spec/template/spec/containers/0/image", TextNode.valueOf("gateway:2"));

        // A client without our field manager.
        KubernetesClientException refused =
                Assertions.catchThrowableOfType(KubernetesClientException.class, () -> ControlPlane.shared()
                        .client()
                        .apps()
                        .deployments()
                        .inNamespace(scene.namespace)
                        .withName("gateway")
                        .patch(PatchContext.of(PatchType.JSON), patch.json()));

        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(ApiRefusal.of(refused).isOutdated()).isFalse();
    }

    private static final String BAD_WITH_LOGS =
            GOOD.replace("volumes:\n", "- {name: logs, image: \"logs:1\"}\n      volumes:\n");
    private static final String GOOD_WITH_OTHER_LOGS = BAD_WITH_LOGS.replace("logs:1", "logs:2");
    private static final String AFFINITY =
            "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: "
                    + "{matchExpressions: [{key: gpu, operator: Exists}]}}]}}";

    private static String with(String manifest, String podField) {
        return manifest.replace("volumes:\n", podField + "\n      volumes:\n");
    }

    private static String labelled(String label) {
        return GOOD.replace("labels: {app: gateway}", "labels: {app: gateway, " + label + "}");
    }

    private static String annotated(String annotation) {
        return GOOD.replace(
                "labels: {app: gateway}", "annotations: {" + annotation + "}\n      labels: {app: gateway}");
    }

    private static Named<Deed> deed(String name, Deed deed) {
        return named(name, deed);
    }

    private static Named<String[]> part(String name, String told, String bad, String good, String fix) {
        return named(name, new String[] {told, bad, good, fix});
    }

    private static void assertDenied(Kubectl.Result result, Revision failed, String parts) {
        assertDeniedAtAll(result);
        assertThat(result.err())
                .contains(
                        "revision " + failed.name() + " (v2) is quarantined by incident " + QuarantineScene.INCIDENT
                                + ", reason RolledBack.",
                        "To fix it change " + parts + ". To let it in: kubectl delete quarantine " + failed.name()
                                + " -n ");
    }

    private static void assertDeniedAtAll(Kubectl.Result result) {
        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.err()).containsIgnoringCase("forbidden").contains("lastgood-quarantine");
    }

    /** The median of some changes of the template, as somebody with a client sees it. */
    private long restartInMillis(String fieldManager) {
        return LongStream.range(0, 11)
                .map(i -> {
                    String now = "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"at\":\"" + fieldManager + i
                            + "\"}}}}}";
                    PatchContext context = new PatchContext.Builder()
                            .withPatchType(PatchType.JSON_MERGE)
                            .withFieldManager(fieldManager)
                            .build();
                    long start = System.nanoTime();
                    ControlPlane.shared()
                            .client()
                            .apps()
                            .deployments()
                            .inNamespace(scene.namespace)
                            .withName("gateway")
                            .patch(context, now);
                    return (System.nanoTime() - start) / 1_000_000;
                })
                .sorted()
                .toArray()[5];
    }

    /** What the API server counted as errors of this policy, those of its conditions included. */
    private static double evaluationErrors() {
        String metrics =
                ControlPlane.shared().kubectl().run("get", "--raw", "/metrics").out();
        Pattern ours = Pattern.compile(
                "^(apiserver_validating_admission_policy_check_total\\{enforcement_action=\"allow\",error_type=\"(?!no_error)|"
                        + "apiserver_admission_match_condition_evaluation_errors_total\\{)"
                        + ".*\"lastgood-quarantined-(workloads|configmaps)\".*} (\\S+)$");
        List<Double> counts = metrics.lines()
                .map(ours::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Double.parseDouble(matcher.group(3)))
                .toList();
        return counts.stream().mapToDouble(Double::doubleValue).sum();
    }
}
