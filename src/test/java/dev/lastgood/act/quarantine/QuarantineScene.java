package dev.lastgood.act.quarantine;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Sighting;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A namespace with a Deployment or a StatefulSet, snapshots of it, and people with kubectl. */
final class QuarantineScene {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final String INCIDENT = "answers-with-invented-steps";

    static final String GOOD =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: gateway}
            spec:
              replicas: 1
              selector: {matchLabels: {app: gateway}}
              template:
                metadata:
                  labels: {app: gateway}
                spec:
                  containers:
                  - name: gateway
                    image: gateway:1
                    env: [{name: MODE, value: fast}]
                    ports: [{containerPort: 8080}]
                    resources: {limits: {cpu: 0.5, memory: 64Mi}}
                    readinessProbe: {httpGet: {path: /ready, port: 8080}}
                    volumeMounts: [{name: prompts, mountPath: /prompts}]
                  volumes:
                  - {name: prompts, configMap: {name: prompts}}
            """;

    static final String BAD = GOOD.replace("gateway:1", "gateway:2");

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlPlane plane;
    private final QuarantineStore quarantine;
    private int snapshots;

    /** {@code Deployment} or {@code StatefulSet}. */
    final String kind;

    final String namespace;
    final Kubectl kubectl;

    QuarantineScene() {
        this("Deployment");
    }

    QuarantineScene(String kind) {
        this(kind, ControlPlane.shared());
    }

    QuarantineScene(String kind, ControlPlane plane) {
        this.kind = kind;
        this.plane = plane;
        this.quarantine = new QuarantineStore(plane.client());
        this.namespace = plane.newNamespace("quarantine");
        this.kubectl = plane.kubectl();
        QuarantinePolicy.cover(plane, namespace);
    }

    /** The manifest of a Deployment as that of the scene's kind. */
    String of(String manifest) {
        return manifest.replace("kind: Deployment", "kind: " + kind);
    }

    /** What the operator keeps of the workload as it is now, and of the ConfigMap prompts. */
    ObjectNode data() {
        JsonNode live = live();
        ObjectNode data = JSON.createObjectNode();
        data.set("template", live.at("/spec/template"));
        data.set("lastApplied", live.path("metadata").path("annotations").path(LAST_APPLIED));
        JsonNode prompts = json("/api/v1", "configmaps", "prompts");
        ObjectNode configMaps = data.putObject("configMaps");
        configMaps.set("prompts", prompts == null ? null : content(prompts));
        return data;
    }

    private static ObjectNode content(JsonNode configMap) {
        ObjectNode content = JSON.createObjectNode();
        for (String field : List.of("data", "binaryData")) {
            if (configMap.has(field)) {
                content.set(field, configMap.get(field));
            }
        }
        return content;
    }

    /** The workload; null where it does not exist. */
    JsonNode live() {
        return json("/apis/apps/v1", kind.toLowerCase(Locale.ROOT) + "s", "gateway");
    }

    String image() {
        return live().at("/spec/template/spec/containers/0/image").asText();
    }

    /** An object as the API server shows it; null where it does not exist. Asked so often that kubectl would take minutes. */
    JsonNode json(String group, String plural, String name) {
        String said = plane.client().raw(group + "/namespaces/" + namespace + "/" + plural + "/" + name);
        try {
            return said == null ? null : JSON.readTree(said);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Revision snapshot(JsonNode data) {
        return snapshot("gateway", data);
    }

    Revision snapshot(String workload, JsonNode data) {
        Revision revision = revision(workload + "-" + (char) ('a' + snapshots++), RevisionState.Candidate, null, null);
        plane.client()
                .apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .resource(new ControllerRevisionBuilder()
                        .withNewMetadata()
                        .withName(revision.name())
                        .addToLabels(Names.WORKLOAD, kind + "." + workload)
                        .addToAnnotations(Names.WORKLOAD, kind + "." + workload)
                        .addToAnnotations(Names.STATE, revision.state().name())
                        .addToAnnotations(Names.REVISION_VERSION, revision.version())
                        .endMetadata()
                        .withRevision(revision.number())
                        .withData(data)
                        .build())
                .create();
        return revision;
    }

    static Revision revision(String name, RevisionState state, String incident, RevisionState before) {
        return new Revision(
                name,
                1,
                new Content("h", "t", "", Configuration.UNKNOWN, "v2", Footprint.inOneObject(1)),
                new Sighting(1, ""),
                new Standing(state, NOW, "Soaking", incident, before),
                new ServicePeriod(NOW, NOW, null, null),
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
    }

    ControllerRevision stored(Revision revision) {
        return stored(revision.name());
    }

    private ControllerRevision stored(String name) {
        return plane.client()
                .apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** What keeps the revision out; null where nothing does. */
    Quarantine quarantineOf(Revision revision) {
        return plane.client()
                .resources(Quarantine.class)
                .inNamespace(namespace)
                .withName(revision.name())
                .get();
    }

    /** Keeps out what differs, and waits until the API server knows it. */
    void quarantine(Revision failed, JsonNode bad, JsonNode good) {
        QuarantineOutcome outcome = impose(failed, bad, good);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).as(outcome.message()).isTrue();
        untilPolicyIsUpToDate();
    }

    QuarantineOutcome impose(Revision failed, JsonNode bad, JsonNode good) {
        String workload = failed.name().substring(0, failed.name().lastIndexOf('-'));
        return quarantine.impose(
                namespace,
                kind + "." + workload,
                failed,
                new Charge(bad, good, Noise.KNOWN, INCIDENT, "RolledBack"),
                NOW);
    }

    /** Blames the absence of a container. */
    QuarantineOutcome impose(Revision failed, String container) {
        return impose(
                failed,
                template("{\"containers\":[]}"),
                template("{\"containers\":[{\"name\":\"" + container + "\"}]}"));
    }

    /**
     * The API server follows parameters in the order of their writes, each policy for itself: ones that are written last
     * and already keep something out prove that it knows all before.
     */
    void untilPolicyIsUpToDate() {
        String name = "canary" + snapshots;
        Revision last = snapshot(name, JSON.createObjectNode());
        ObjectNode bad = template("{\"containers\":[]}").deepCopy();
        ObjectNode good = template("{\"containers\":[{\"name\":\"absent\"}]}").deepCopy();
        bad.withObject("/configMaps/" + name + "/data").put("key", "bad");
        good.withObject("/configMaps/" + name + "/data").put("key", "good");
        succeeds(apply(configMap(name, "key: bad") + "---\n"
                + of(GOOD).replace("name: gateway}", "name: " + name + "}").replace("replicas: 1", "replicas: 0")));
        assertThat(impose(last, bad, good).keptOut()).isTrue();
        String asked = "{\"metadata\":{\"annotations\":{\"" + Names.QUARANTINE_CHECK + "\":\"now\"}}}";
        eventually("the policies know " + last.name(), () -> {
            assertThat(refusal(kind, name, "{\"spec\":{\"template\":" + asked + "}}"))
                    .contains("is quarantined");
            assertThat(refusal("ConfigMap", name, asked)).contains("is quarantined");
        });
    }

    /** What the API server says against this change; empty if it says nothing. */
    private String refusal(String ofKind, String name, String change) {
        return run("patch", ofKind, name, "--type=merge", "--dry-run=server", "-p", change)
                .err();
    }

    static String configMap(String name, String data) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {%s}
                """
                .formatted(name, data);
    }

    static JsonNode template(String spec) {
        try {
            return JSON.createObjectNode()
                    .set("template", JSON.createObjectNode().set("spec", JSON.readTree(spec)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The good one rolled out, then the bad one, which is quarantined; Lastgood has gone back to the good one. */
    Revision badOneRolledBack(String bad) {
        Revision failed = badOneQuarantined(bad);
        rollBack();
        return failed;
    }

    private JsonNode goodData;

    /** As {@link #badOneRolledBack}, but the bad one still serves. */
    Revision badOneQuarantined(String bad) {
        return badOneQuarantined(GOOD, bad);
    }

    /** Manifests of a Deployment, ConfigMaps beside it. */
    Revision badOneQuarantined(String good, String bad) {
        succeeds(apply(of(good)));
        untilObserved();
        goodData = data();
        succeeds(apply(of(bad)));
        untilObserved();
        badData = data();
        Revision failed = snapshot(badData);
        quarantine(failed, badData, goodData);
        return failed;
    }

    private JsonNode badData;

    /** As Lastgood does it: configuration first, then one patch of the workload, under its own field manager. */
    void rollBack() {
        JsonNode prompts = goodData.at("/configMaps/prompts");
        if (!prompts.equals(badData.at("/configMaps/prompts"))) {
            JsonPatch patch = new JsonPatch();
            for (String field : List.of("data", "binaryData")) {
                if (prompts.has(field)) {
                    patch.add("/" + field, prompts.get(field));
                }
            }
            new ApiPatcher(plane.client()).patch(ConfigMap.class, namespace, "prompts", patch);
        }
        restore(goodData);
        untilObserved();
    }

    void restore(JsonNode data) {
        new ApiPatcher(plane.client())
                .patchMetadata(
                        kind.equals("Deployment") ? Deployment.class : StatefulSet.class,
                        namespace,
                        "gateway",
                        new JsonPatch()
                                .replace("/spec/template", data.get("template"))
                                .replace(
                                        JsonPatch.pointer("metadata", "annotations", LAST_APPLIED),
                                        data.get("lastApplied")));
    }

    /** The controller has seen the newest generation, and counts it as a revision of its own. */
    void untilObserved() {
        eventually("the newest generation is observed", () -> {
            JsonNode live = live();
            assertThat(live.at("/status/observedGeneration").asLong())
                    .isEqualTo(live.at("/metadata/generation").asLong());
        });
    }

    Kubectl.Result apply(String yaml, String... args) {
        return kubectl.apply(namespace, yaml, args);
    }

    Kubectl.Result run(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 2, args.length);
        all[0] = "-n";
        all[1] = namespace;
        return kubectl.run(all);
    }

    /** Path of a file with this manifest. */
    String file(String manifest) {
        try {
            java.nio.file.Path file = java.nio.file.Files.createTempFile("manifest", ".yaml");
            file.toFile().deleteOnExit();
            return java.nio.file.Files.writeString(file, manifest).toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void succeeds(Kubectl.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }
}
