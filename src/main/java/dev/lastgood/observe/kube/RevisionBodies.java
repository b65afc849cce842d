package dev.lastgood.observe.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.RevisionAddition;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * The data of revisions, which never change: read ahead of need for what serves and what would be restored, so that a
 * rollback waits for no read. Kept as text, since trees take five times the memory.
 */
@ApplicationScoped
public class RevisionBodies {

    private final KubernetesClient client;
    private final Cache<String, byte[]> kept;

    public RevisionBodies(KubernetesClient client, LastgoodConfig config) {
        this.client = client;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(config.revisionMemoryMib() * 1024L * 1024L)
                .weigher((String name, byte[] text) -> text.length)
                .build();
    }

    /** Returns the data of a revision, read if it is not kept; empty if the revision does not exist. */
    public Optional<JsonNode> of(String namespace, String name) {
        byte[] text = kept.getIfPresent(namespace + "/" + name);
        if (text == null) {
            text = read(namespace, name);
        }
        return Optional.ofNullable(text).map(Json::parse);
    }

    /** Reads the data ahead of need. */
    public void prepare(String namespace, String name) {
        if (kept.getIfPresent(namespace + "/" + name) == null) {
            read(namespace, name);
        }
    }

    /** Reads the data again when they are needed next: what belongs to a revision was completed. */
    public void forget(String namespace, String name) {
        kept.invalidate(namespace + "/" + name);
    }

    /** With the ConfigMaps that were named after the revision was recorded: its own data never change. */
    private JsonNode complete(String namespace, ControllerRevision revision) {
        JsonNode body = Json.tree(revision.getData());
        Configuration known = Configuration.parse(Annotation.of(revision, Names.CONFIGURATION));
        if (known != null && body.path("configMaps") instanceof ObjectNode maps) {
            for (String configMap : known.names()) {
                if (!maps.has(configMap)) {
                    String addition =
                            RevisionAddition.name(revision.getMetadata().getName(), configMap);
                    Optional.ofNullable(client.apps()
                                    .controllerRevisions()
                                    .inNamespace(namespace)
                                    .withName(addition)
                                    .get())
                            .map(found -> Json.tree(found.getData())
                                    .path("configMaps")
                                    .path(configMap))
                            .ifPresent(content ->
                                    maps.set(configMap, content.isMissingNode() ? NullNode.getInstance() : content));
                }
            }
        }
        return body;
    }

    private byte[] read(String namespace, String name) {
        ControllerRevision revision = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (revision == null || revision.getData() == null) {
            return null;
        }
        byte[] text = Json.bytes(complete(namespace, revision));
        kept.put(namespace + "/" + name, text);
        return text;
    }
}
