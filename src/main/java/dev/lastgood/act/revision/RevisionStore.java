package dev.lastgood.act.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.RawObjects;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.act.quarantine.QuarantineOutcome;
import dev.lastgood.act.quarantine.QuarantineStore;
import dev.lastgood.api.Names;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.RecreationMemory;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionAddition;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.LearnedNoise;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes revisions as ControllerRevisions: their data once, their memory (annotations) when it changes. */
@ApplicationScoped
public class RevisionStore {

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final RawObjects raw;
    private final QuarantineStore quarantine;
    private final SharedContentStore shared;
    private final Surroundings surroundings;

    public RevisionStore(KubernetesClient client, Surroundings surroundings) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
        this.raw = new RawObjects(client);
        this.quarantine = new QuarantineStore(client);
        this.shared = new SharedContentStore(client);
        this.surroundings = surroundings;
    }

    /**
     * Records a snapshot of what is declared now.
     *
     * @param seen the workload as it was last seen; it is read again
     * @param configMaps names of those that belong to it
     * @param noise what of a template carries no behavior
     * @return false where the workload or its configuration is no longer what {@code revision} says: look again
     * @throws KubernetesClientException where the API server refuses
     */
    public boolean take(Workload seen, Revision revision, Set<String> configMaps, Noise noise) {
        String namespace = seen.object().getMetadata().getNamespace();
        String name = seen.object().getMetadata().getName();
        Optional<JsonNode> read = raw.read(Workload.type(seen.kind()), namespace, name);
        if (read.isEmpty()) {
            return false;
        }
        Map<String, ConfigMap> contents = new TreeMap<>();
        Map<String, String> digests = new TreeMap<>();
        for (String used : configMaps) {
            ConfigMap configMap =
                    client.configMaps().inNamespace(namespace).withName(used).get();
            contents.put(used, configMap);
            digests.put(used, ConfigContent.digest(configMap));
        }
        // As the client's class reads it, which is how the revision's hash was made.
        JsonNode template = Json.tree(
                Workload.of(Json.as(read.get(), Workload.type(seen.kind()))).template());
        if (!revision.templateHash().equals(Projection.templateHash(template, noise))
                || !revision.content().configuration().digests().equals(digests)) {
            return false;
        }
        Set<String> apart = revision.content().footprint().apart().keySet();
        // Before the revision that refers to it: no revision is ever without its content.
        contents.forEach((used, configMap) -> {
            if (apart.contains(digests.get(used))) {
                shared.require(namespace, digests.get(used), configMap);
            }
        });
        ControllerRevision snapshot = new ControllerRevisionBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(revision.name())
                        .addToLabels(Names.WORKLOAD, WorkloadLabel.label(seen.kind(), name))
                        .withAnnotations(memory(revision))
                        .addToAnnotations(Names.WORKLOAD, WorkloadLabel.full(seen.kind(), name))
                        .build())
                .withRevision(revision.number())
                .withData(Snapshot.of(read.get(), contents, apart))
                .build();
        try {
            surroundings.wrote(withoutData(patcher.create(snapshot)));
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            // Another ModelDeployment on the same workload was first, or our own answer was lost: the name tells the
            // content. Or someone took away the label by which it is found.
            label(snapshot);
        }
        return true;
    }

    private void label(ControllerRevision snapshot) {
        var stored = client.apps()
                .controllerRevisions()
                .inNamespace(snapshot.getMetadata().getNamespace())
                .withName(snapshot.getMetadata().getName());
        Map<String, String> wanted = snapshot.getMetadata().getLabels();
        ControllerRevision now = stored.get();
        Map<String, String> labels = now == null ? wanted : now.getMetadata().getLabels();
        if (labels == null || !labels.entrySet().containsAll(wanted.entrySet())) {
            ObjectNode patch = Json.object();
            patch.withObjectProperty("metadata").set("labels", Json.tree(wanted));
            stored.patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        }
    }

    /**
     * Writes what is remembered of a revision. The guard is its state and since when it has it: names and times, which every
     * API server encodes in the same way.
     *
     * @return false if the revision changed in between: look again
     * @throws KubernetesClientException if the API server refuses
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
        Map<String, String> becomes = memory(withAllThatIsKnown(before, after));
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
            boolean outdated = refusal == ApiRefusal.GuardFailed
                    ? !isAsSeen(namespace, before.name(), was)
                    : refusal.isOutdated() || refusal == ApiRefusal.NotFound;
            if (outdated) {
                return false;
            }
            throw e;
        }
    }

    /** What does not count today may count again: it is kept. */
    private static Revision withAllThatIsKnown(Revision before, Revision after) {
        Configuration recorded = before.content().configuration();
        return recorded == null
                ? after
                : after.with(
                        after.content().with(after.content().configuration().and(recorded)));
    }

    /**
     * Records ConfigMaps that belong to a revision and were named after it was recorded. Its own data cannot change, so each
     * one becomes an object beside it, which goes with it.
     *
     * @param revision as it becomes
     * @param digests by name of the ConfigMap the digest that its content must have
     * @return false if one has other content by now, or the revision is gone: look again
     * @throws KubernetesClientException if the API server refuses
     */
    public boolean complete(String namespace, Revision revision, Map<String, String> digests) {
        ControllerRevision owner = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(revision.name())
                .get();
        if (owner == null) {
            return false;
        }
        for (Map.Entry<String, String> each : digests.entrySet()) {
            ConfigMap content = client.configMaps()
                    .inNamespace(namespace)
                    .withName(each.getKey())
                    .get();
            if (!each.getValue().equals(ConfigContent.digest(content))) {
                return false;
            }
            Set<String> apart = revision.content().footprint().apart().keySet();
            if (apart.contains(each.getValue())) {
                shared.require(namespace, each.getValue(), content);
            }
            add(owner, each.getKey(), content, apart);
        }
        return true;
    }

    /**
     * Stores shared content again that someone deleted, if ConfigMaps still have it.
     *
     * @param declared what is live, as it was last seen
     * @param missing digests of the contents
     * @throws KubernetesClientException if the API server refuses
     */
    public void replenish(String namespace, Configuration declared, Set<String> missing) {
        declared.digests().forEach((name, digest) -> {
            if (missing.contains(digest)) {
                ConfigMap live = client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                if (digest.equals(ConfigContent.digest(live))) {
                    shared.require(namespace, digest, live);
                }
            }
        });
    }

    private void add(ControllerRevision owner, String configMap, ConfigMap content, Set<String> apart) {
        ControllerRevision addition = new ControllerRevisionBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(owner.getMetadata().getNamespace())
                        .withName(RevisionAddition.name(owner.getMetadata().getName(), configMap))
                        .addToAnnotations(Names.COMPLETES, owner.getMetadata().getName())
                        .addToOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(owner.getApiVersion())
                                .withKind(owner.getKind())
                                .withName(owner.getMetadata().getName())
                                .withUid(owner.getMetadata().getUid())
                                .build())
                        .build())
                .withRevision(owner.getRevision())
                .withData(Snapshot.configMap(configMap, content, apart))
                .build();
        // One that is left over from an attempt that was cut off may have other content.
        client.resource(addition).delete();
        client.resource(addition).create();
    }

    /** Whether all is still there that a mark tests or removes: then no guard has failed, and the mark was refused. */
    private boolean isAsSeen(String namespace, String name, Map<String, String> was) {
        return raw.read(ControllerRevision.class, namespace, name)
                .map(revision -> revision.at("/metadata/annotations"))
                .filter(now -> was.keySet().stream().allMatch(now::has))
                .filter(now -> was.get(Names.STATE).equals(now.path(Names.STATE).textValue()))
                .filter(now -> !was.containsKey(Names.SINCE)
                        || was.get(Names.SINCE).equals(now.path(Names.SINCE).textValue()))
                .isPresent();
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

    /**
     * Deletes what keeps a revision out, and leaves what is recorded of the revision.
     *
     * @throws KubernetesClientException where the API server refuses
     */
    public void letIn(String namespace, String revision) {
        quarantine.remove(namespace, revision);
    }

    /**
     * Writes with a revision what was learned until it was recorded.
     *
     * @throws KubernetesClientException if the API server refuses
     */
    public void learned(String namespace, String name, LearnedNoise noise) {
        annotate(namespace, name, Names.LEARNED, noise.text());
    }

    /**
     * Writes with a restored revision when its ConfigMaps were found deleted.
     *
     * @throws KubernetesClientException if the API server refuses
     */
    public void recreated(String namespace, String name, RecreationMemory memory) {
        annotate(namespace, name, Names.RECREATIONS, memory.text());
    }

    private void annotate(String namespace, String name, String key, String value) {
        surroundings.wrote(withoutData(patcher.patch(
                ControllerRevision.class, namespace, name, new JsonPatch().add(annotation(key), text(value)))));
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
        put(memory, Names.PROJECTION, revision.content().projection());
        Configuration configuration = revision.content().configuration();
        put(memory, Names.CONFIGURATION, configuration == null ? null : configuration.text());
        put(memory, Names.GENERATION, revision.sighting().generation());
        String rollout = revision.sighting().rollout();
        put(memory, Names.ROLLOUT, rollout.isEmpty() ? null : rollout);
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
        put(memory, Names.IMAGES, revision.images().text());
        put(memory, Names.CHECKSUMS, revision.checksums().text());
        put(memory, Names.BYTES, revision.content().footprint().own());
        put(memory, Names.STORED_APART, revision.content().footprint().text());
        return memory;
    }

    private static void put(Map<String, String> memory, String key, Object value) {
        if (value != null) {
            memory.put(key, value.toString());
        }
    }
}
