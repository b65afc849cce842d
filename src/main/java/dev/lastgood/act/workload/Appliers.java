package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.revision.Merging;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which objects of a failed revision are written by appliers that keep what was dropped. */
final class Appliers {

    private final KubernetesClient client;

    Appliers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Only a ConfigMap that lost a key is read, so that most rollbacks wait for no read. One that is gone is as the workload.
     *
     * @throws KubernetesClientException if the API server cannot be reached or cannot answer now
     */
    Merging merging(WorkloadRollback.Scene scene) {
        JsonNode workload = Json.tree(scene.workload().object().getMetadata());
        boolean template = Merging.keepsWhatWasDropped(workload);
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> map :
                ConfigurationRestore.configMaps(scene.from()).properties()) {
            JsonNode good = scene.to().path("configMaps").path(map.getKey());
            if (lostKey(map.getValue(), good) && isMerged(scene, map.getKey(), template)) {
                names.add(map.getKey());
            }
        }
        return new Merging(template, names);
    }

    private static boolean lostKey(JsonNode failed, JsonNode good) {
        for (String field : Set.of("data", "binaryData")) {
            for (Map.Entry<String, JsonNode> key : good.path(field).properties()) {
                if (!failed.path("data").has(key.getKey())
                        && !failed.path("binaryData").has(key.getKey())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isMerged(WorkloadRollback.Scene scene, String name, boolean template) {
        ConfigMap live = client.configMaps()
                .inNamespace(scene.workload().object().getMetadata().getNamespace())
                .withName(name)
                .get();
        return live == null ? template : Merging.keepsWhatWasDropped(Json.tree(live.getMetadata()));
    }
}
