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
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The data of revisions, which never change: read ahead of need for what serves and what would be restored, so that a
 * rollback waits for no read. Kept as text, since trees take five times the memory; what revisions share is kept once.
 */
@ApplicationScoped
public class RevisionBodies {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final KubernetesClient client;
    private final Cache<String, Text> kept;

    /**
     * The data of one object.
     *
     * @param references digests of the contents that it refers to
     */
    private record Text(byte[] json, Set<String> references) {

        static Text of(JsonNode data) {
            Set<String> references = new TreeSet<>();
            data.path(SharedContent.REFERENCES)
                    .forEach(reference ->
                            references.add(reference.path(SharedContent.DIGEST).asText()));
            return new Text(Json.bytes(data), Set.copyOf(references));
        }
    }

    public RevisionBodies(KubernetesClient client, LastgoodConfig config) {
        this.client = client;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(config.revisionMemoryMib() * 1024L * 1024L)
                .weigher((String name, Text text) -> text.json().length)
                .build();
    }

    /**
     * Returns the data of a revision, read if it is not kept; empty if the revision, or content that it shares, does not exist:
     * a part of a revision must not pass for the whole.
     */
    public Optional<JsonNode> of(String namespace, String name) {
        return text(namespace, name).map(text -> Json.parse(text.json())).flatMap(body -> whole(namespace, name, body));
    }

    /**
     * Reads the data ahead of need.
     *
     * @return digests of the contents that should exist and do not
     */
    public Set<String> prepare(String namespace, String name) {
        return text(namespace, name).map(Text::references).orElse(Set.of()).stream()
                .filter(digest -> shared(namespace, digest).isEmpty())
                .collect(Collectors.toSet());
    }

    /** Reads the data again when they are needed next: what belongs to a revision was completed. */
    public void forget(String namespace, String name) {
        kept.invalidate(namespace + "/" + name);
    }

    /** With the content that it shares with other revisions. */
    private Optional<JsonNode> whole(String namespace, String name, JsonNode body) {
        JsonNode references = body.path(SharedContent.REFERENCES);
        for (var reference : references.properties()) {
            String digest = reference.getValue().path(SharedContent.DIGEST).asText();
            Optional<Text> content = shared(namespace, digest);
            if (content.isEmpty()) {
                LOG.warnf(
                        "namespace=%s revision %s cannot be restored: ControllerRevision %s with its ConfigMap %s was "
                                + "deleted or replaced",
                        namespace, name, SharedContent.name(digest), reference.getKey());
                return Optional.empty();
            }
            ObjectNode configMap = (ObjectNode) Json.parse(content.get().json());
            ((ObjectNode) reference.getValue()).remove(SharedContent.DIGEST);
            configMap.setAll((ObjectNode) reference.getValue());
            ((ObjectNode) body).withObjectProperty("configMaps").set(reference.getKey(), configMap);
        }
        ((ObjectNode) body).remove(SharedContent.REFERENCES);
        return Optional.of(body);
    }

    private Optional<Text> shared(String namespace, String digest) {
        String key = namespace + "/" + SharedContent.name(digest);
        Text text = kept.getIfPresent(key);
        if (text == null) {
            text = read(namespace, SharedContent.name(digest))
                    .map(object -> Json.tree(object.getData()))
                    .filter(data -> SharedContent.isIntact(digest, data))
                    .map(Text::of)
                    .orElse(null);
            keep(key, text);
        }
        return Optional.ofNullable(text);
    }

    private Optional<Text> text(String namespace, String name) {
        String key = namespace + "/" + name;
        Text text = kept.getIfPresent(key);
        if (text == null) {
            text = read(namespace, name)
                    .map(revision -> Text.of(complete(namespace, revision)))
                    .orElse(null);
            keep(key, text);
        }
        return Optional.ofNullable(text);
    }

    private void keep(String key, Text text) {
        if (text != null) {
            kept.put(key, text);
        }
    }

    /** With the ConfigMaps that were named after the revision was recorded: its own data never change. */
    private JsonNode complete(String namespace, ControllerRevision revision) {
        JsonNode body = Json.tree(revision.getData());
        Configuration known = Configuration.parse(Annotation.of(revision, Names.CONFIGURATION));
        if (known != null && body.path("configMaps") instanceof ObjectNode maps) {
            for (String configMap : known.names()) {
                if (!maps.has(configMap) && !body.path(SharedContent.REFERENCES).has(configMap)) {
                    read(namespace, RevisionAddition.name(revision.getMetadata().getName(), configMap))
                            .ifPresent(addition -> add(Json.tree(addition.getData()), configMap, (ObjectNode) body));
                }
            }
        }
        return body;
    }

    private static void add(JsonNode addition, String configMap, ObjectNode body) {
        JsonNode reference = addition.path(SharedContent.REFERENCES).path(configMap);
        if (reference.isObject()) {
            body.withObjectProperty(SharedContent.REFERENCES).set(configMap, reference);
            return;
        }
        JsonNode content = addition.path("configMaps").path(configMap);
        body.withObjectProperty("configMaps")
                .set(configMap, content.isMissingNode() ? NullNode.getInstance() : content);
    }

    private Optional<ControllerRevision> read(String namespace, String name) {
        return Optional.ofNullable(client.apps()
                        .controllerRevisions()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .filter(object -> object.getData() != null);
    }
}
