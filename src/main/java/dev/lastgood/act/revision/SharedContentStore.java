package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.MetadataList;
import dev.lastgood.api.Names;
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Stores the content of large ConfigMaps once, each in a ControllerRevision of its own, and deletes what is no longer used. */
@ApplicationScoped
public class SharedContentStore {

    private static final String MARK = JsonPatch.pointer("metadata", "annotations", Names.ORPHANED_SINCE);

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    public SharedContentStore(KubernetesClient client) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * Has the content stored before a revision refers to it. If it is stored already and was about to be deleted, because no
     * revision used it, it is not: the mark is removed, and a deletion that is under way fails, because the object has changed.
     *
     * @param digest of the content
     * @throws KubernetesClientException if the API server refuses
     */
    void require(String namespace, String digest, ConfigMap content) {
        if (isKept(namespace, SharedContent.name(digest))) {
            return;
        }
        ControllerRevision object = new ControllerRevisionBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(SharedContent.name(digest))
                        .addToLabels(Names.SHARED_CONTENT, "true")
                        .build())
                .withRevision(0L)
                .withData(Snapshot.shared(content))
                .build();
        try {
            patcher.create(object);
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            // The first answer was lost, or another workload with this content was first: the name tells the content.
        }
    }

    /** Removes the mark that it may be deleted; false if it does not exist. */
    private boolean isKept(String namespace, String name) {
        try {
            patcher.patchMetadata(ControllerRevision.class, namespace, name, new JsonPatch().remove(MARK));
            return true;
        } catch (KubernetesClientException e) {
            return switch (ApiRefusal.of(e)) {
                case GuardFailed -> true; // there is no mark that could be removed
                case NotFound -> false;
                default -> throw e;
            };
        }
    }

    /**
     * Returns the metadata of all content that is stored.
     *
     * @param namespace null: all namespaces
     * @throws KubernetesClientException if the API server refuses
     */
    public List<ObjectMeta> all(String namespace) {
        return new MetadataList(client).of(ControllerRevision.class, namespace, Names.SHARED_CONTENT);
    }

    /** Since when no revision refers to it, as the mark says; null if one does. */
    public static Instant orphanedSince(ObjectMeta content) {
        String since = content.getAnnotations() == null
                ? null
                : content.getAnnotations().get(Names.ORPHANED_SINCE);
        return since == null ? null : Instant.parse(since);
    }

    /**
     * Writes since when no revision refers to it, unless it has changed since it was read.
     *
     * @param since null: one does again
     * @throws KubernetesClientException if the API server refuses
     */
    public void mark(ObjectMeta seen, Instant since) {
        JsonPatch patch =
                new JsonPatch().test("/metadata/resourceVersion", TextNode.valueOf(seen.getResourceVersion()));
        if (since == null) {
            patch.remove(MARK);
        } else {
            if (seen.getAnnotations() == null || seen.getAnnotations().isEmpty()) {
                patch.add("/metadata/annotations", Json.object());
            }
            patch.add(MARK, TextNode.valueOf(since.toString()));
        }
        unlessChanged(
                () -> patcher.patchMetadata(ControllerRevision.class, seen.getNamespace(), seen.getName(), patch));
    }

    /**
     * Deletes it, unless it has changed since it was read.
     *
     * @throws KubernetesClientException if the API server refuses
     */
    public void remove(ObjectMeta seen) {
        unlessChanged(() -> patcher.delete(ControllerRevision.class, seen));
    }

    private static void unlessChanged(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (!refusal.isOutdated() && refusal != ApiRefusal.NotFound) {
                throw e;
            }
        }
    }
}
