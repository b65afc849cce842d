package dev.lastgood.act.workload;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.RawObjects;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.DenyingWebhook;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revisions are recorded and restored on a real API server, while others write the workload, too. */
@RealApiServer
class WorkloadRollbackIT {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** What the API server encodes in its own way, and what other versions of it do. */
    private static final String TEXT = "a && b < c > d \u2028 \u2029 \b \f \u001b \u007f \uD83D\uDE00 \" \\\\ \u00e9";

    /** Each part of a pod template that a class of a client may lose or write in another way. */
    private static final String MANIFEST =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME}
            spec:
              replicas: 1
              selector: {matchLabels: {app: gateway}}
              template:
                metadata:
                  labels: {app: gateway}
                  annotations: {example.test/note: TEXT, example.test/empty: ""}
                spec:
                  nodeSelector: {}
                  tolerations: []
                  initContainers:
                  - {name: proxy, image: proxy:1, restartPolicy: Always, args: []}
                  containers:
                  - name: gateway
                    image: gateway:1
                    command: [sh, -c, TEXT]
                    env:
                    - {name: PROMPT, value: TEXT}
                    - {name: EMPTY, value: ""}
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                    envFrom:
                    - {prefix: SETTINGS_, configMapRef: {name: settings, optional: true}}
                    - configMapRef: {name: absent, optional: true}
                    resources:
                      limits: {cpu: 0.5, memory: 1.5Gi}
                      requests: {cpu: 1e-1, memory: "100000000"}
                    readinessProbe: {httpGet: {path: "/ready?a=1&b=<2>", port: "8080"}}
                    lifecycle: {preStop: {sleep: {seconds: 5}}}
                    securityContext: {capabilities: {drop: [ALL], add: []}}
                  volumes:
                  - {name: empty, emptyDir: {}}
                  - name: scratch
                    ephemeral:
                      volumeClaimTemplate:
                        metadata: {labels: {app: gateway}}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                  - name: all
                    projected:
                      sources:
                      - configMap: {name: settings, items: [{key: system, path: system.txt}]}
                      - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                      - serviceAccountToken: {path: token, expirationSeconds: 3600}
            """;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("rollback");
    private final Surroundings surroundings = new Surroundings() {
        @Override
        public String contentOf(String namespace, String configMap) {
            return ConfigContent.digest(configMap(configMap));
        }

        @Override
        public Set<String> usersOf(String namespace, String configMap) {
            return Set.of();
        }

        @Override
        public void wrote(HasMetadata object) {
            // Nothing here keeps what it has seen.
        }
    };
    private final RevisionStore store = new RevisionStore(client, surroundings);
    private final WorkloadRollback rollback = new WorkloadRollback(client, surroundings, Clock.systemUTC());

    private ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    /** A workload, and what is done with it. */
    private final class Story {

        private final WorkloadKind kind;
        private final String name;
        private Revision good;
        private Revision bad;
        private Workload seen;

        Story(WorkloadKind kind) {
            this(kind, "gateway");
        }

        Story(WorkloadKind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        void create(String manifest) {
            ObjectNode object = (ObjectNode) Json.yaml(manifest.replace("NAME", name)
                    .replace("TEXT", quoted(TEXT))
                    .replace("kind: Deployment", "kind: " + kind));
            if (kind == WorkloadKind.StatefulSet) {
                object.withObjectProperty("spec").put("serviceName", "gateway");
            }
            post(object);
        }

        private void post(ObjectNode object) {
            client.raw(
                    "/apis/apps/v1/namespaces/" + namespace + "/" + kind.name().toLowerCase(Locale.ROOT) + "s",
                    "POST",
                    object);
        }

        Optional<JsonNode> found() {
            return new RawObjects(client).read(Workload.type(kind), namespace, name);
        }

        JsonNode live() {
            return found().orElseThrow();
        }

        JsonNode template() {
            return live().at("/spec/template");
        }

        Workload read() {
            return Workload.of(client.resources(Workload.type(kind))
                    .inNamespace(namespace)
                    .withName(name)
                    .get());
        }

        void patch(String patch) {
            client.resources(Workload.type(kind))
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON), patch);
        }

        Revision take(String revision, long number) {
            Workload workload = read();
            Set<String> configMaps = new TreeSet<>(Set.of("settings"));
            Map<String, String> digests = new TreeMap<>();
            configMaps.forEach(m -> digests.put(m, ConfigContent.digest(configMap(m))));
            String templateHash = Projection.templateHash(Json.tree(workload.template()), Noise.KNOWN);
            String configHash = Projection.configHash(digests);
            Revision taken = new Revision(
                    revision,
                    number,
                    new Content(Projection.hash(templateHash, configHash), templateHash, configHash, TEXT, 1),
                    workload.object().getMetadata().getGeneration(),
                    Standing.of(RevisionState.Candidate, Reason.Soaking, NOW),
                    ServicePeriod.NONE,
                    Declarations.NONE);
            assertThat(store.take(workload, taken, configMaps, Noise.KNOWN)).isTrue();
            return taken;
        }

        JsonNode body(Revision revision) {
            return new RawObjects(client)
                    .read(ControllerRevision.class, namespace, revision.name())
                    .orElseThrow()
                    .get("data");
        }

        /** The first one has earned Good, and another one was rolled out. */
        Story goodThenBad() {
            good = take("gateway-good", 1);
            Revision earned = new Revision(
                    good.name(),
                    1,
                    good.content(),
                    1,
                    Standing.of(RevisionState.Good, Reason.DeclaredGood, NOW),
                    ServicePeriod.NONE,
                    Declarations.NONE);
            assertThat(store.mark(namespace, good, earned)).isTrue();
            good = earned;
            patch("[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\": \"gateway:2\"}]");
            bad = take("gateway-bad", 2);
            seen = read();
            return this;
        }

        RollbackOutcome rollBack() {
            RollbackMarker marker = new RollbackMarker("uid", 1, bad.name(), good.name());
            return rollback.perform(
                    new Rollback(marker, "wrong-prices", bad, good, Rollback.Manner.Real),
                    new WorkloadRollback.Scene(
                            seen, body(bad), body(good), Noise.KNOWN, SharedConfigMaps.Refuse, false));
        }
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text)
                .toString()
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029")
                .replace("\u007f", "\\u007f");
    }

    private Story story(WorkloadKind kind) {
        Story story = new Story(kind);
        story.create(MANIFEST);
        return story.goodThenBad();
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void everyPartOfATemplateIsRestoredAsItWas(WorkloadKind kind) {
        Story story = new Story(kind);
        story.create(MANIFEST);
        JsonNode before = story.template();
        story.goodThenBad();

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(before);
        assertThat(story.template().at("/spec/containers/0/env/0/value").textValue())
                .isEqualTo(TEXT);
        // What is compared is what a class of the client makes of it, and that must not differ.
        assertThat(Json.tree(story.read().template())).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void anAutoscalerBetweenDecisionAndPatchStopsNothing(WorkloadKind kind) {
        Story story = story(kind);
        story.patch("[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 7}]");

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(story.body(story.good).get("template"));
        assertThat(story.live().at("/spec/replicas").intValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void annotationsThatOthersWriteInBetweenStay(WorkloadKind kind) {
        Story story = story(kind);
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
        Story story = story(kind);
        story.patch("[{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"team\": \"a\"}}]");
        story.seen = story.read();
        story.patch("[{\"op\": \"remove\", \"path\": \"/metadata/annotations\"}]");

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(story.body(story.good).get("template"));
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void whatSomeoneChangedInBetweenStays(WorkloadKind kind) {
        Story story = story(kind);
        story.patch("[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\": \"gateway:3\"}]");
        JsonNode theirs = story.template();

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Changed);
        assertThat(story.template()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void aWorkloadThatWasCreatedAgainIsNotPatched(WorkloadKind kind) {
        Story story = story(kind);
        JsonNode bad = story.live();
        client.resource(story.seen.object()).withGracePeriod(0).delete();
        eventually("it is gone", () -> assertThat(story.found()).isEmpty());
        ObjectNode again = Json.object()
                .put("apiVersion", "apps/v1")
                .put("kind", kind.name())
                .set("spec", bad.get("spec"));
        again.putObject("metadata").put("name", "gateway");
        story.post(again);
        // One that has the same generation as the one that was seen.
        story.seen.object().getMetadata().setGeneration(1L);

        RollbackOutcome outcome = story.rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Changed);
        assertThat(story.template()).isEqualTo(bad.at("/spec/template"));
    }

    @ParameterizedTest
    @EnumSource(value = WorkloadKind.class, names = "Deployment")
    void aWebhookThatDeniesAsAFailedGuardDoesIsNamed(WorkloadKind kind, @TempDir Path directory) {
        Story story = story(kind);
        try (DenyingWebhook webhook = DenyingWebhook.start(plane, namespace, 422, directory)) {
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
        Story story = new Story(kind, "g".repeat(kind == WorkloadKind.Deployment ? 242 : 52));
        story.create(MANIFEST);
        JsonNode before = story.template();

        RollbackOutcome outcome = story.goodThenBad().rollBack();

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
        assertThat(story.template()).isEqualTo(before);
    }
}
