package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Gives the restored template back to those who applied it. A rollback makes Lastgood the owner of all that it restored;
 * under server-side apply a field that nobody else owns would then survive every later fix that does not have it, and a fix
 * without {@code --force-conflicts} would be refused. So each applier owns of the template what it owned when the restored
 * revision was taken down, and Lastgood owns nothing of it.
 */
@ApplicationScoped
public class Ownership {

    private static final int TRIES = 20;

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    public Ownership(KubernetesClient client) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * Gives the template back, where it is still the one that was restored.
     *
     * @param marker the annotation that our patch wrote; somebody else's later change is left alone
     * @param to data of the restored revision
     * @return false where the workload changed each time that it was tried
     */
    public boolean handBack(WorkloadKind kind, String namespace, String name, String marker, JsonNode to) {
        for (int i = 0; i < TRIES; i++) {
            HasMetadata workload = client.resources(Workload.type(kind))
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (workload == null
                    || !marker.equals(workload.getMetadata().getAnnotations().get(Names.ROLLBACK))
                    || !Json.tree(Workload.of(workload).template().getSpec())
                            .equals(to.path("template").path("spec"))) {
                return true;
            }
            JsonNode now = Json.tree(workload.getMetadata().getManagedFields());
            JsonNode then = handedBack(now, to.path("managedFields"));
            if (then.equals(now)) {
                return true;
            }
            try {
                patcher.patch(Workload.type(kind), namespace, name, patch(now, then));
                return true;
            } catch (KubernetesClientException e) {
                if (!ApiRefusal.of(e).isOutdated()) {
                    throw e;
                }
            }
        }
        return false;
    }

    /**
     * Guarded by the entries that it replaces and not by resourceVersion, which moves with each status update of the
     * rollout that has just begun.
     */
    private static JsonPatch patch(JsonNode now, JsonNode then) {
        JsonPatch patch = new JsonPatch();
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).equals(then.get(i))) {
                String pointer = JsonPatch.pointer("metadata", "managedFields", Integer.toString(i));
                patch.test(pointer, now.get(i)).replace(pointer, then.get(i));
            }
        }
        return patch;
    }

    private static ArrayNode handedBack(JsonNode now, JsonNode appliers) {
        ArrayNode entries = Json.object().arrayNode();
        for (JsonNode entry : now) {
            ObjectNode copy = entry.deepCopy();
            if (isOurs(entry)) {
                withoutTemplate(copy);
            } else if ("Apply".equals(entry.path("operation").textValue())) {
                JsonNode before = before(entry, appliers);
                if (before != null) {
                    template(copy, before.path("fieldsV1").path("f:spec").path("f:template"));
                }
            }
            entries.add(copy);
        }
        return entries;
    }

    private static boolean isOurs(JsonNode entry) {
        return Names.FIELD_MANAGER.equals(entry.path("manager").textValue()) && !entry.has("subresource");
    }

    private static JsonNode before(JsonNode entry, JsonNode appliers) {
        for (JsonNode applier : appliers) {
            if (applier.path("manager").equals(entry.path("manager"))) {
                return applier;
            }
        }
        return null;
    }

    private static void withoutTemplate(ObjectNode entry) {
        if (entry.path("fieldsV1").path("f:spec") instanceof ObjectNode spec) {
            spec.remove("f:template");
            if (spec.isEmpty()) {
                ((ObjectNode) entry.get("fieldsV1")).remove("f:spec");
            }
        }
    }

    private static void template(ObjectNode entry, JsonNode fields) {
        ObjectNode spec = entry.withObjectProperty("fieldsV1").withObjectProperty("f:spec");
        if (fields.isMissingNode()) {
            spec.remove("f:template");
        } else {
            spec.set("f:template", fields);
        }
    }
}
