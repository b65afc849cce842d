package dev.lastgood.simulator.real;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.lib.Json;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One namespace of the real world in which a history is played. */
final class RealWorld {

    static final String IMAGE = "example.test/gateway:";
    private static final String FLAG_KEY = "flags.json";

    private final Stage stage;
    private final Receivers receivers;
    private final Terms terms;
    private final ModelDeployment model;
    private final RealPods pods;
    private final RealPeople people;

    /** Incidents by name and UID, in the order in which they were seen first. */
    private final Map<String, String> seen = new LinkedHashMap<>();
    /** When the world had come to rest after the beginning and after each event. */
    private final List<Instant> rests = new ArrayList<>();

    RealWorld(Stage stage, ProbedModel server, Receivers receivers, Terms terms, ModelDeployment model) {
        this.stage = stage;
        this.receivers = receivers;
        this.terms = terms;
        this.model = real(model);
        pods = new RealPods(stage);
        people = new RealPeople(stage, this);
        server.answers(() -> pods.isBad() ? 503 : 200);
    }

    RealPods pods() {
        return pods;
    }

    List<String> flags() {
        return model.getSpec().flags.stream().map(f -> f.name).sorted().toList();
    }

    /** When the world was at rest before the event so many events ago. */
    Instant restedBefore(int events) {
        return rests.get(rests.size() - 1 - events);
    }

    /** The same policy with seconds for each ten of the model world. */
    private static ModelDeployment real(ModelDeployment virtual) {
        ObjectNode tree = (ObjectNode) Json.tree(virtual);
        tree.remove("status");
        tree.putObject("metadata").put("name", Stage.MODEL);
        ObjectNode spec = (ObjectNode) tree.get("spec");
        spec.withObject("/gateway/workloadRef").put("name", Stage.GATEWAY);
        spec.withObject("/goodness").put("soak", "2s");
        ObjectNode response = spec.withObject("/response");
        response.put("settle", "1s").put("goodFor", "1s");
        if (response.path("resolveAfter").asText().equals("30s")) {
            response.put("resolveAfter", "3s");
        }
        spec.path("probes").forEach(each -> {
            ObjectNode probe = (ObjectNode) each;
            probe.put("every", "1s");
            ObjectNode http = probe.withObject("/http");
            http.withObject("/serviceRef").put("name", Stage.GATEWAY).put("port", 8080);
            http.withObject("/expect").putArray("status").add(200);
        });
        ((com.fasterxml.jackson.databind.node.ArrayNode) spec.get("notifications")).remove(1);
        return Serialization.unmarshal(tree.toString(), ModelDeployment.class);
    }

    /** The beginning of each history: good-0 serves and is Good. */
    void begin() {
        stage.apply(Stage.configMap(Cluster.PROMPTS, "text", "good-0"));
        for (Flag flag : model.getSpec().flags) {
            writeFlag(flag.name, "on");
        }
        stage.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: pager}
                stringData: {key: 0123456789abcdef0123456789abcdef}
                """);
        stage.apply(gateway("good-0"));
        stage.kubectl("scale", "deployment", Stage.GATEWAY, "--replicas=2");
        stage.apply(Serialization.asJson(model));
    }

    /** Without the number of replicas, which is not the pipeline's. */
    static String gateway(String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: model-gateway}
                spec:
                  selector: {matchLabels: {app: model-gateway}}
                  template:
                    metadata: {labels: {app: model-gateway}}
                    spec:
                      containers:
                      - {name: gateway, image: "%s%s", envFrom: [{configMapRef: {name: prompts}}]}
                """
                .formatted(IMAGE, image);
    }

    void writeFlag(String flag, String variant) {
        String document =
                """
                {"flags": {"%s": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "%s"}}}"""
                        .formatted(flag, variant);
        stage.apply(Serialization.asJson(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "flags-" + flag),
                "data",
                Map.of(FLAG_KEY, document))));
    }

    boolean isOff(String flag) {
        JsonNode document = Serialization.unmarshal(stage.data("flags-" + flag).get(FLAG_KEY), JsonNode.class);
        return document.path("flags").path(flag).path("defaultVariant").asText().equals("off");
    }

    /** Lets something happen, in another second than the last event: Kubernetes writes times in whole seconds. */
    void happens(Happening what) {
        long last = restedBefore(0).getEpochSecond();
        eventually("another second", () -> assertThat(Instant.now().getEpochSecond())
                .isGreaterThan(last));
        people.happens(what);
    }

    /** Waits until this world has come to the same. */
    void awaits(String when, Ending expected) {
        eventually(when, () -> {
            assertThat(ending()).usingRecursiveComparison().isEqualTo(expected);
            if (terms.admission) {
                assertThat(quarantines())
                        .allSatisfy(q -> assertThat(q.getStatus().enforced).isEqualTo("True"));
            }
        });
        rests.add(Instant.now());
    }

    private Ending ending() {
        ModelDeployment now = stage.model();
        Map<String, String> versions = new HashMap<>();
        now.getStatus().revisions.forEach(r -> versions.put(r.name, r.version));
        quarantines().forEach(q -> versions.putIfAbsent(q.getMetadata().getName(), q.getSpec().version));
        List<AIIncident> incidents = incidents();
        return new Ending(
                RealPods.version(stage.image()),
                pods.prompts(),
                stage.deployment().getSpec().getReplicas(),
                model.getSpec().probes.isEmpty()
                        ? pods.isBad()
                        : Stage.condition(now.getStatus().conditions, "Healthy").equals("False/ProbesBad"),
                now.getStatus().revisions.stream()
                        .filter(r -> r.state != RevisionState.NotRunning)
                        .map(r -> r.version + " " + r.state)
                        .sorted()
                        .toList(),
                quarantines().stream()
                        .map(q -> versions.get(q.getMetadata().getName()))
                        .sorted()
                        .toList(),
                model.getSpec().flags.stream()
                        .map(f -> f.name)
                        .filter(this::isOff)
                        .sorted()
                        .toList(),
                incidents.stream()
                        .map(i -> Ending.line(i, Ending.versions(versions)))
                        .toList(),
                pages("trigger"),
                pages("resolve"));
    }

    private long pages(String action) {
        return receivers.events().stream()
                .filter(event -> event.path("event_action").asText().equals(action))
                .map(event -> event.path("dedup_key").asText())
                .filter(key -> seen.values().stream().anyMatch(key::startsWith))
                .distinct()
                .count();
    }

    List<Quarantine> quarantines() {
        return stage.plane()
                .client()
                .resources(Quarantine.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    /** In the order in which they were seen first. */
    List<AIIncident> incidents() {
        List<AIIncident> all = new ArrayList<>(stage.plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems());
        all.sort(Comparator.comparing((AIIncident i) -> i.getMetadata().getCreationTimestamp())
                .thenComparing(i -> i.getMetadata().getName()));
        all.forEach(i -> seen.putIfAbsent(
                i.getMetadata().getName() + "/" + i.getMetadata().getUid(),
                i.getMetadata().getUid()));
        List<String> order = List.copyOf(seen.values());
        all.sort(Comparator.comparingInt(i -> order.indexOf(i.getMetadata().getUid())));
        return all;
    }
}
