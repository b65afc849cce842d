package dev.lastgood.act;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Lastgood;
import dev.lastgood.api.RevisionState;
import dev.lastgood.decide.Blame;
import dev.lastgood.decide.Revision;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A namespace with a Deployment, snapshots of it, and people with kubectl. */
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

    private final ControlPlane plane = ControlPlane.shared();
    private final Quarantine quarantine = new Quarantine(plane.client());
    private int snapshots;

    final String namespace = plane.newNamespace("quarantine");
    final Kubectl kubectl = plane.kubectl();

    QuarantineScene() {
        QuarantinePolicy.cover(plane, namespace);
    }

    /** What the operator keeps of the Deployment as it is now. */
    ObjectNode data() {
        ObjectNode data = JSON.createObjectNode();
        data.set("template", JSON.valueToTree(live().getSpec().getTemplate()));
        data.put("lastApplied", live().getMetadata().getAnnotations().get(LAST_APPLIED));
        data.putObject("configMaps");
        return data;
    }

    Deployment live() {
        return live("gateway");
    }

    Deployment live(String name) {
        return plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
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
                        .addToLabels(Lastgood.WORKLOAD, "Deployment." + workload)
                        .addToAnnotations(Lastgood.WORKLOAD, "Deployment." + workload)
                        .addToAnnotations(Lastgood.STATE, revision.state().name())
                        .addToAnnotations(Lastgood.REVISION_VERSION, revision.version())
                        .endMetadata()
                        .withRevision(revision.number())
                        .withData(data)
                        .build())
                .create();
        return revision;
    }

    static Revision revision(String name, RevisionState state, String incident, RevisionState before) {
        return new Revision(
                name, 1, "h", "t", "c", 1, "v2", state, NOW, "Soaking", incident, before, NOW, NOW, null, null, false,
                false, false, 1);
    }

    ControllerRevision stored(Revision revision) {
        return plane.client()
                .apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(revision.name())
                .get();
    }

    /** Labels the revision for what differs, and waits until the API server knows it. */
    void quarantine(Revision failed, Blame blame) {
        assertThat(impose(failed, blame).kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        untilPolicyIsUpToDate();
    }

    QuarantineOutcome impose(Revision failed, Blame blame) {
        return quarantine.impose(namespace, failed, blame, INCIDENT, "RolledBack", NOW);
    }

    /**
     * The API server follows revisions in the order of their writes: one that is written last and already keeps something
     * out proves that it knows all before.
     */
    void untilPolicyIsUpToDate() {
        ObjectNode data = JSON.createObjectNode();
        data.putObject("template").putObject("spec").putArray("containers");
        Revision last = snapshot("canary" + snapshots, data);
        String name = last.name().substring(0, last.name().indexOf('-'));
        impose(last, blamedContainer("absent"));
        eventually("the policy knows " + last.name(), () -> assertThat(
                        apply(GOOD.replace("name: gateway}", "name: " + name + "}"), "--dry-run=server")
                                .err())
                .contains("is quarantined"));
    }

    static Blame blamedContainer(String name) {
        return Blame.between(
                template("{\"containers\":[]}"), template("{\"containers\":[{\"name\":\"" + name + "\"}]}"), Set.of());
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
        succeeds(apply(GOOD));
        untilRolledTo("1");
        goodData = data();
        succeeds(apply(bad));
        untilRolledTo("2");
        JsonNode badData = data();
        Revision failed = snapshot(badData);
        quarantine(failed, Blame.between(badData, goodData, Set.of()));
        return failed;
    }

    /** As Lastgood does it: one patch under its own field manager. */
    void rollBack() {
        restore(goodData);
        untilRolledTo("3");
    }

    void restore(JsonNode data) {
        new ApiPatcher(plane.client())
                .patch(
                        Deployment.class,
                        namespace,
                        "gateway",
                        new JsonPatch()
                                .replace("/spec/template", data.get("template"))
                                .replace(
                                        JsonPatch.pointer("metadata", "annotations", LAST_APPLIED),
                                        data.get("lastApplied")));
    }

    /** The deployment controller has made the ReplicaSet and counted this one as its own revision. */
    void untilRolledTo(String revision) {
        eventually("revision " + revision + " of the Deployment", () -> {
            Deployment live = live();
            assertThat(live.getMetadata().getAnnotations())
                    .containsAllEntriesOf(Map.of("deployment.kubernetes.io/revision", revision));
            assertThat(live.getStatus().getObservedGeneration())
                    .isEqualTo(live.getMetadata().getGeneration());
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

    static void succeeds(Kubectl.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }
}
