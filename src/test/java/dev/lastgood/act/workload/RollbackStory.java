package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.RawObjects;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Sighting;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A workload with each part of a template that may get lost, recorded, rolled out, and rolled back by the real parts. */
final class RollbackStory {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** What the API server encodes in its own way, and what other versions of it do. */
    static final String TEXT = "a && b < c > d \u2028 \u2029 \b \f \u001b \u007f \uD83D\uDE00 \" \\\\ \u00e9";

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
                    readinessProbe: {httpGet: {path: "/ready?a=1&b=<2>", port: http}}
                    ports: [{name: http, containerPort: 8080}]
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

    private final KubernetesClient client;
    private final String namespace;
    private final WorkloadKind kind;
    private final String name;
    private final Surroundings surroundings = new Surroundings() {
        @Override
        public String contentOf(String namespace, String configMap) {
            return ConfigContent.digest(configMap(configMap));
        }

        @Override
        public void wrote(HasMetadata object) {
            // Nothing here keeps what it has seen.
        }
    };
    private final RevisionStore store;
    private final WorkloadRollback rollback;
    private Revision good;
    private Revision bad;
    private Workload seen;

    RollbackStory(ControlPlane plane, WorkloadKind kind, String name) {
        this.client = plane.client();
        this.namespace = plane.newNamespace("rollback");
        this.kind = kind;
        this.name = name;
        this.store = new RevisionStore(client, surroundings);
        this.rollback = new WorkloadRollback(client, surroundings, Clock.systemUTC());
    }

    String namespace() {
        return namespace;
    }

    /** The workload as it is now is what decide has seen; with this generation if it is not null. */
    void look(Long generation) {
        seen = read();
        if (generation != null) {
            seen.object().getMetadata().setGeneration(generation);
        }
    }

    void delete() {
        client.resource(read().object()).withGracePeriod(0).delete();
    }

    private ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    /** @param podFields YAML, more fields of the pod */
    RollbackStory create(String... podFields) {
        String more = String.join("\n", podFields).indent(6).stripTrailing();
        ObjectNode object = (ObjectNode) Json.yaml((MANIFEST + more)
                .replace("NAME", name)
                .replace("TEXT", quoted(TEXT))
                .replace("kind: Deployment", "kind: " + kind));
        if (kind == WorkloadKind.StatefulSet) {
            object.withObjectProperty("spec").put("serviceName", "gateway");
        }
        post(object);
        return this;
    }

    void post(ObjectNode object) {
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

    JsonNode templateAsRead() {
        return Json.tree(read().template());
    }

    JsonNode goodTemplate() {
        return body(good).get("template");
    }

    private Revision take(String revision, long number) {
        Workload workload = read();
        Set<String> configMaps = new TreeSet<>(Set.of("settings"));
        Map<String, String> digests = new TreeMap<>();
        configMaps.forEach(m -> digests.put(m, ConfigContent.digest(configMap(m))));
        String templateHash = Projection.templateHash(Json.tree(workload.template()), Noise.KNOWN);
        Configuration configuration = new Configuration(digests);
        Revision taken = new Revision(
                revision,
                number,
                new Content(
                        Projection.hash(templateHash, configuration.hash()),
                        templateHash,
                        Noise.KNOWN.key(),
                        configuration,
                        TEXT,
                        Footprint.inOneObject(1)),
                new Sighting(workload.object().getMetadata().getGeneration(), ""),
                Standing.of(RevisionState.Candidate, Reason.Soaking, NOW),
                ServicePeriod.NONE,
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
        assertThat(store.take(workload, taken, configMaps, Noise.KNOWN)).isTrue();
        return taken;
    }

    private JsonNode body(Revision revision) {
        return new RawObjects(client)
                .read(ControllerRevision.class, namespace, revision.name())
                .orElseThrow()
                .get("data");
    }

    /** The first one has earned Good, and another one was rolled out. */
    RollbackStory goodThenBad() {
        good = take("gateway-good", 1);
        Revision earned = new Revision(
                good.name(),
                1,
                good.content(),
                good.sighting(),
                Standing.of(RevisionState.Good, Reason.DeclaredGood, NOW),
                ServicePeriod.NONE,
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
        assertThat(store.mark(namespace, good, earned)).isTrue();
        good = earned;
        patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\": \"gateway:2\"}]");
        bad = take("gateway-bad", 2);
        seen = read();
        return this;
    }

    RollbackOutcome rollBack() {
        RollbackMarker marker = new RollbackMarker("uid", 1, bad.name(), good.name());
        return rollback.perform(
                new Rollback(marker, "wrong-prices", bad, good, Rollback.Manner.Real),
                new WorkloadRollback.Scene(seen, body(bad), body(good), List.of(), Noise.KNOWN, Sharing.NONE, false));
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text)
                .toString()
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029")
                .replace("\u007f", "\\u007f");
    }
}
