package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.RestoredPart;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads which of the parts that a rollback restored no applier owns. Writes nothing. */
@ApplicationScoped
public class LeftoverSearch {

    private final KubernetesClient client;

    public LeftoverSearch(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns those that are still in the cluster as they were restored, and that no applier owns.
     *
     * @param good data of the restored revision
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server cannot be read
     */
    public List<RestoredPart> among(
            WorkloadKind kind, String namespace, String name, Set<RestoredPart> parts, JsonNode good) {
        if (parts.isEmpty()) {
            return List.of();
        }
        HasMetadata workload = client.resources(Workload.type(kind))
                .inNamespace(namespace)
                .withName(name)
                .get();
        Map<String, HasMetadata> configMaps = new HashMap<>();
        parts.stream()
                .map(RestoredPart::configMap)
                .filter(configMap -> configMap != null && !configMaps.containsKey(configMap))
                .forEach(configMap -> configMaps.put(
                        configMap,
                        client.configMaps()
                                .inNamespace(namespace)
                                .withName(configMap)
                                .get()));
        return parts.stream()
                .filter(part ->
                        isLeftOver(part, part.configMap() == null ? workload : configMaps.get(part.configMap()), good))
                .sorted()
                .toList();
    }

    private static boolean isLeftOver(RestoredPart part, HasMetadata object, JsonNode good) {
        if (object == null) {
            return false;
        }
        JsonNode tree = Json.tree(object);
        return part.isLeftOver(tree, Annotation.of(object, Snapshot.LAST_APPLIED), good);
    }
}
