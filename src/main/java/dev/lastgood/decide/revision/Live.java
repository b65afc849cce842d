package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is declared in the cluster now: the projection of the workload's template and of its configuration.
 *
 * @param content what a snapshot of it would consist of
 * @param configWrittenAt when the newest of the ConfigMaps got its present content, null where there is none
 * @param image of the first container
 */
public record Live(Content content, String image, Instant configWrittenAt) {

    /**
     * Returns the projection.
     *
     * @param configuration by name, each ConfigMap that belongs to the revision
     */
    public static Live of(DeclaredGateway declared, Map<String, ConfigMapState> configuration) {
        Workload workload = declared.workload();
        Map<String, String> digests = new TreeMap<>();
        configuration.forEach((name, state) -> digests.put(name, state.digest()));
        JsonNode template = Json.tree(workload.template());
        String templateHash =
                Projection.templateHash(template, declared.settings().noise());
        String configHash = Projection.configHash(digests);
        long bytes = Json.bytes(template).length
                + configuration.values().stream()
                        .mapToLong(ConfigMapState::bytes)
                        .sum();
        return new Live(
                new Content(
                        Projection.hash(templateHash, configHash),
                        templateHash,
                        configHash,
                        declared.settings().version(workload),
                        bytes),
                workload.firstImage(),
                configuration.values().stream()
                        .map(ConfigMapState::writtenAt)
                        .filter(Objects::nonNull)
                        .max(Instant::compareTo)
                        .orElse(null));
    }

    public String hash() {
        return content.hash();
    }
}
