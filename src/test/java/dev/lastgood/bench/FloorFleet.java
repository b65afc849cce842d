package dev.lastgood.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A fleet that nobody looks after: the revisions are copies of those of the operated fleet, and the writes that a
 * rollback makes are prepared here.
 */
final class FloorFleet extends Fleet {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FloorProcess floor;
    private final Map<String, JsonNode> good = new HashMap<>();
    private final Map<String, ControllerRevision> bad = new HashMap<>();

    FloorFleet(KubernetesClient client, String namespace, int size, Shape shape, FloorProcess floor) {
        super(client, namespace, size, shape);
        this.floor = floor;
    }

    /** Takes over a revision of the workload of the same name in the operated fleet. */
    void copy(String workload, ControllerRevision revision) {
        ControllerRevision copy = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .resource(new ControllerRevisionBuilder()
                        .withNewMetadata()
                        .withName(revision.getMetadata().getName())
                        .withLabels(revision.getMetadata().getLabels())
                        .withAnnotations(revision.getMetadata().getAnnotations())
                        .endMetadata()
                        .withRevision(revision.getRevision())
                        .withData(revision.getData())
                        .build())
                .create();
        if (copy.getMetadata().getAnnotations().get(Names.STATE).equals("Good")) {
            good.put(workload, Json.tree(copy.getData()));
        } else {
            bad.put(workload, copy);
        }
    }

    @Override
    AIIncident open(String workload, String name) {
        ControllerRevision from = bad.get(workload);
        Deployment deployment = deployment(workload);
        ArrayNode orders = JSON.createArrayNode();
        orders.addObject()
                .put("path", "apis/lastgood.dev/v1alpha1/namespaces/" + namespace + "/quarantines")
                .put("create", quarantine(workload, name, from).toString());
        if (isConfigured()) {
            JsonPatch patch = new JsonPatch();
            JsonNode was = Json.tree(from.getData()).at("/configMaps/" + workload + "/data/system.txt");
            patch.test("/data/system.txt", was)
                    .add("/data/system.txt", good.get(workload).at("/configMaps/" + workload + "/data/system.txt"));
            order(orders, "api/v1/namespaces/" + namespace + "/configmaps/" + workload, patch);
        }
        order(
                orders,
                "apis/apps/v1/namespaces/" + namespace + "/deployments/" + workload,
                restore(name, deployment, good.get(workload)));
        try {
            floor.order(name, JSON.writeValueAsBytes(orders));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return super.open(workload, name);
    }

    private static void order(ArrayNode orders, String path, JsonPatch patch) {
        orders.addObject().put("path", path).put("patch", patch.json());
    }

    private static JsonNode quarantine(String workload, String incident, ControllerRevision from) {
        JsonNode bad = Json.tree(from.getData());
        JsonNode container = bad.at("/template/spec/containers/0");
        ObjectNode object = Json.object();
        object.put("apiVersion", "lastgood.dev/v1alpha1").put("kind", "Quarantine");
        object.withObject("/metadata").put("name", from.getMetadata().getName());
        object.withObject("/metadata/labels")
                .put(Names.QUARANTINED_TEMPLATE, "true")
                .put(Names.QUARANTINED_CONFIGURATION, "true");
        ObjectNode spec = object.withObject("/spec");
        spec.put("incident", incident)
                .put("reason", "RolledBack")
                .put("since", Instant.now().toString());
        spec.withObject("/workload").put("kind", "Deployment").put("name", workload);
        spec.putArray("template")
                .addObject()
                .put("in", "Containers")
                .put("name", container.path("name").asText())
                .put("field", "image")
                .set("value", container.path("image"));
        spec.putArray("configMaps").add(workload);
        spec.putArray("configuration")
                .addObject()
                .put("configMap", workload)
                .put("key", "system.txt")
                .set("data", bad.at("/configMaps/" + workload + "/data/system.txt"));
        return object;
    }

    private static JsonPatch restore(String incident, Deployment deployment, JsonNode to) {
        JsonPatch patch = JsonPatch.whileSpecIs(deployment).replace("/spec/template", to.path("template"));
        annotate(patch, Names.ROLLBACK, FloorProgram.UID + "/1/gateway-1234567890/gateway-0987654321");
        annotate(patch, "kubernetes.io/change-cause", "lastgood: incident " + incident + " restored the last good");
        return patch;
    }

    private static void annotate(JsonPatch patch, String key, String value) {
        patch.add(annotation(key), TextNode.valueOf(value));
    }

    private static String annotation(String key) {
        return JsonPatch.pointer("metadata", "annotations", key);
    }
}
