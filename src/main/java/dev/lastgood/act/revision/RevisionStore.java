package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.act.quarantine.Quarantine;
import dev.lastgood.act.quarantine.QuarantineOutcome;
import dev.lastgood.api.Names;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes revisions as ControllerRevisions: their data once, their memory (annotations) when it changes. */
@ApplicationScoped
public class RevisionStore {

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final Quarantine quarantine;
    private final Surroundings surroundings;

    public RevisionStore(KubernetesClient client, Surroundings surroundings) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
        this.quarantine = new Quarantine(client);
        this.surroundings = surroundings;
    }

    /**
     * Takes a snapshot of what is declared now.
     *
     * @param seen the workload as it was last seen; it is read anew
     * @param configMaps names of those that belong to it
     * @param noise what of a template carries no behavior
     * @return false where the workload or its configuration is no longer what {@code revision} says: look again
     * @throws KubernetesClientException where the API server refuses
     */
    public boolean take(Workload seen, Revision revision, Set<String> configMaps, Noise noise) {
        String namespace = seen.object().getMetadata().getNamespace();
        String name = seen.object().getMetadata().getName();
        HasMetadata object = client.resources(Workload.type(seen.kind()))
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (object == null) {
            return false;
        }
        Workload workload = Workload.of(object);
        Map<String, ConfigMap> contents = new TreeMap<>();
        Map<String, String> digests = new TreeMap<>();
        for (String used : configMaps) {
            ConfigMap configMap =
                    client.configMaps().inNamespace(namespace).withName(used).get();
            contents.put(used, configMap);
            digests.put(used, ConfigContent.digest(configMap));
        }
        JsonNode template = Json.tree(workload.template());
        if (!revision.templateHash().equals(Projection.templateHash(template, noise))
                || !revision.content().configHash().equals(Projection.configHash(digests))) {
            return false;
        }
        ControllerRevision snapshot = new ControllerRevisionBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(revision.name())
                        .addToLabels(Names.WORKLOAD, WorkloadLabel.label(seen.kind(), name))
                        .withAnnotations(memory(revision))
                        .addToAnnotations(Names.WORKLOAD, WorkloadLabel.full(seen.kind(), name))
                        .build())
                .withRevision(revision.number())
                .withData(Snapshot.of(workload, contents))
                .build();
        try {
            surroundings.wrote(withoutData(client.resource(snapshot).create()));
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            // Another ModelDeployment on the same workload was first, or our own answer was lost: the name tells the
            // content.
        }
        return true;
    }

    /**
     * Writes what is remembered of a revision.
     *
     * @return false where it was changed meanwhile: look again
     * @throws KubernetesClientException where the API server refuses
     */
    public boolean mark(String namespace, Revision before, Revision after) {
        if (before.isQuarantined() && !after.isQuarantined()) {
            return quarantine.lift(namespace, before, after).kind() == QuarantineOutcome.Kind.Done;
        }
        if (before.isQuarantined()
                && after.incident() != null
                && !after.incident().equals(before.incident())) {
            quarantine.answers(namespace, before.name(), after.incident());
        }
        Map<String, String> was = memory(before);
        Map<String, String> becomes = memory(after);
        JsonPatch patch = new JsonPatch().test(annotation(Names.STATE), text(was.get(Names.STATE)));
        if (was.containsKey(Names.SINCE)) {
            patch.test(annotation(Names.SINCE), text(was.get(Names.SINCE)));
        }
        becomes.forEach((key, value) -> {
            if (!value.equals(was.get(key))) {
                patch.add(annotation(key), text(value));
            }
        });
        was.keySet().stream().filter(key -> !becomes.containsKey(key)).forEach(key -> patch.remove(annotation(key)));
        try {
            surroundings.wrote(withoutData(patcher.patch(ControllerRevision.class, namespace, before.name(), patch)));
            return true;
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (refusal.isOutdated() || refusal == ApiRefusal.NotFound) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Writes since when nobody owns a revision.
     *
     * @param since null: it is owned again
     * @throws KubernetesClientException where the API server refuses
     */
    public void orphaned(String namespace, String name, Instant since) {
        JsonPatch patch = new JsonPatch();
        if (since == null) {
            patch.remove(annotation(Names.ORPHANED_SINCE));
        } else {
            patch.add(annotation(Names.ORPHANED_SINCE), text(since.toString()));
        }
        patcher.patchMetadata(ControllerRevision.class, namespace, name, patch);
    }

    /** Forgets a revision; one that is gone is forgotten. */
    public void remove(String namespace, String name) {
        client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    static ControllerRevision withoutData(ControllerRevision revision) {
        revision.setData(null);
        return revision;
    }

    private static String annotation(String key) {
        return JsonPatch.pointer("metadata", "annotations", key);
    }

    private static TextNode text(String value) {
        return TextNode.valueOf(value);
    }

    private static Map<String, String> memory(Revision revision) {
        Map<String, String> memory = new TreeMap<>();
        put(memory, Names.HASH, revision.hash());
        put(memory, Names.TEMPLATE_HASH, revision.templateHash());
        put(memory, Names.CONFIG_HASH, revision.content().configHash());
        put(memory, Names.GENERATION, revision.generation());
        put(memory, Names.REVISION_VERSION, revision.version());
        put(memory, Names.STATE, revision.state());
        put(memory, Names.SINCE, revision.standing().since());
        put(memory, Names.REASON, revision.reason());
        put(memory, Names.INCIDENT, revision.incident());
        put(memory, Names.STATE_BEFORE, revision.standing().stateBefore());
        put(memory, Names.SERVED_SINCE, revision.servedSince());
        put(memory, Names.AVAILABLE_SINCE, revision.service().availableSince());
        put(memory, Names.SAMPLES, revision.service().samples());
        put(memory, Names.BROKEN_ROLLOUT, revision.service().brokenRollout());
        put(memory, Names.GOOD_TAKEN, revision.declarations().goodApplied() ? "true" : null);
        put(memory, Names.RELEASE_TAKEN, revision.declarations().releaseApplied() ? "true" : null);
        put(memory, Names.FLOOR, revision.declarations().floor() ? "true" : null);
        put(memory, Names.BYTES, revision.content().bytes());
        return memory;
    }

    private static void put(Map<String, String> memory, String key, Object value) {
        if (value != null) {
            memory.put(key, value.toString());
        }
    }
}
