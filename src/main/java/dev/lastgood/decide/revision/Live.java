package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.DeclaredChecksums;
import dev.lastgood.decide.workload.InPlace;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is declared in the cluster now: the projection of the workload's template and of its configuration.
 *
 * @param content what a snapshot of it would consist of
 * @param image of the first container
 * @param writtenAt when each ConfigMap got its present content, or was deleted, as far as that is known
 * @param inPlace ConfigMaps that reach running pods without a restart
 * @param defaultsOf name of the revision that this is with defaults that were added later, see {@link Defaults}; null if it
 *     is none
 * @param checksums what the chart computed of objects that it rendered
 */
public record Live(
        Content content,
        String image,
        Map<String, Instant> writtenAt,
        Set<String> inPlace,
        String defaultsOf,
        DeclaredChecksums checksums) {

    /** Copies the collections. */
    public Live {
        writtenAt = Map.copyOf(writtenAt);
        inPlace = Set.copyOf(inPlace);
    }

    /**
     * Returns the projection.
     *
     * @param configuration by name, each ConfigMap that belongs to the revision
     */
    public static Live of(DeclaredGateway declared, Map<String, ConfigMapState> configuration) {
        Workload workload = declared.workload();
        Map<String, String> digests = new TreeMap<>();
        Map<String, Instant> writtenAt = new TreeMap<>();
        configuration.forEach((name, state) -> {
            digests.put(name, state.digest());
            if (state.writtenAt() != null) {
                writtenAt.put(name, state.writtenAt());
            }
        });
        JsonNode template = Json.tree(workload.template());
        String templateHash = Projection.templateHash(template, declared.noise());
        Configuration known = new Configuration(digests);
        return new Live(
                new Content(
                        Projection.hash(templateHash, known.hash()),
                        templateHash,
                        declared.noise().key(),
                        known,
                        declared.settings().version(workload),
                        Footprint.of(Json.bytes(template).length, configuration.values())),
                workload.firstImage(),
                writtenAt,
                declared.settings().configReload()
                        ? digests.keySet()
                        : InPlace.configMaps(workload.template().getSpec()),
                null,
                DeclaredChecksums.of(template, workload.object().getMetadata().getLabels()));
    }

    /** The same, recognized as a revision with defaults that were added later. */
    public Live defaultsOf(String revision) {
        return new Live(content, image, writtenAt, inPlace, revision, checksums);
    }

    public String hash() {
        return content.hash();
    }
}
