package dev.lastgood.act.quarantine;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.RefusalReason;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Keeps a failed revision out of the cluster, and lets it in again. What keeps it out is a small object beside the
 * revision, its {@link Companion}. While that is there the revision is quarantined, whatever the revision itself says: so
 * one request is all that a rollback waits for, and the revision's own annotations follow when the companion is seen. It is
 * taken away first when the revision is let in, so that one that is there always means what it says.
 */
public final class Quarantine {

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    /** Writes with this client. */
    public Quarantine(KubernetesClient client) {
        this(client, new ApiPatcher(client));
    }

    /** Writes with this patcher, which may only rehearse. */
    public Quarantine(KubernetesClient client, ApiPatcher patcher) {
        this.client = client;
        this.patcher = patcher;
    }

    /**
     * Has the admission policies keep the revision out of the cluster, in one request. Done before by an attempt that got
     * no further, it is not done again.
     *
     * <p>Where there is nothing to blame, or where it cannot be said, the revision is marked only: what the rollback
     * restores matters more than what it keeps out.
     *
     * @param workload kind and name, {@code Deployment.model-gateway}
     * @param suspect as it was seen
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public QuarantineOutcome impose(String namespace, String workload, Revision suspect, Charge charge, Instant now) {
        Blame blame = Blame.between(charge.failed(), charge.lastGood(), charge.noise());
        if (blame.isEmpty()) {
            return mark(namespace, suspect, charge, now, "it differs from the last good in nothing that can be named");
        }
        if (!blame.fits()) {
            return mark(
                    namespace,
                    suspect,
                    charge,
                    now,
                    "it differs from the last good in more names than can be told to the API server");
        }
        ControllerRevision companion = Companion.of(namespace, workload, suspect, blame, charge, now);
        try {
            create(companion);
            return QuarantineOutcome.done(true, "revision " + suspect.name() + " is quarantined and kept out");
        } catch (KubernetesClientException refused) {
            return switch (ApiRefusal.of(refused)) {
                case Malformed, RightMissing, QuotaExceeded, Denied, TooLarge, Invalid, GuardFailed ->
                    mark(
                            namespace,
                            suspect,
                            charge,
                            now,
                            "the API server refused " + Companion.name(suspect.name()) + ": " + refused.getMessage());
                default -> throw refused;
            };
        }
    }

    private void create(ControllerRevision companion) {
        try {
            patcher.create(companion);
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) != ApiRefusal.AlreadyExists) {
                throw refused;
            }
            if (patcher.rehearses()) {
                return; // what is there already would be compared, and replaced where it says something else
            }
            Resource<ControllerRevision> there = client.resource(companion);
            ControllerRevision other = there.get();
            if (other != null && saysTheSame(other, companion)) {
                return; // by an attempt that got no further, or our own answer was lost
            }
            if (other != null) {
                remove(other);
            }
            patcher.create(companion);
        }
    }

    private static boolean saysTheSame(ControllerRevision one, ControllerRevision other) {
        return Json.tree(one.getData()).equals(Json.tree(other.getData()))
                && Objects.equals(Annotation.of(one, Names.INCIDENT), Annotation.of(other, Names.INCIDENT));
    }

    private void remove(ControllerRevision companion) {
        client.resource(companion)
                .lockResourceVersion(companion.getMetadata().getResourceVersion())
                .delete();
    }

    /** The state alone. It holds only while state and incident of the revision are as they were seen. */
    private QuarantineOutcome mark(
            String namespace, Revision suspect, Charge charge, Instant now, String whyNothingKeepsItOut) {
        JsonPatch patch = asSeen(suspect);
        put(patch, Names.STATE, RevisionState.Quarantined.name());
        put(patch, Names.STATE_BEFORE, stateBefore(suspect).name());
        put(patch, Names.SINCE, now.toString());
        put(patch, Names.REASON, charge.reason());
        put(patch, Names.INCIDENT, charge.incident());
        put(patch, Names.AVAILABLE_SINCE, null);
        return send(
                namespace,
                suspect.name(),
                patch,
                "revision " + suspect.name() + " is quarantined, but nothing keeps it out: " + whyNothingKeepsItOut);
    }

    /**
     * Lets the revision in, and gives it the state that it has from now on.
     *
     * @param quarantined as it was seen; where its state or its incident is another by now, the outcome is Changed and
     *     nothing was done
     * @param after what it is from now on
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public QuarantineOutcome lift(String namespace, Revision quarantined, Revision after) {
        JsonPatch patch = asSeen(quarantined);
        Standing standing = after.standing();
        put(patch, Names.STATE, standing.state().name());
        put(patch, Names.STATE_BEFORE, name(standing.stateBefore()));
        put(patch, Names.SINCE, text(standing.since()));
        put(patch, Names.REASON, standing.reason());
        put(patch, Names.INCIDENT, standing.incident());
        put(patch, Names.AVAILABLE_SINCE, text(after.service().availableSince()));
        put(patch, Names.GOOD_TAKEN, after.declarations().goodApplied() ? "true" : null);
        put(patch, Names.RELEASE_TAKEN, after.declarations().releaseApplied() ? "true" : null);
        String name = quarantined.name();
        return guarded(name, () -> {
            // The companion has no guard of its own: whether the revision still is as it was seen is asked first.
            patcher.dryRun(ControllerRevision.class, namespace, name, patch);
            client.apps()
                    .controllerRevisions()
                    .inNamespace(namespace)
                    .withName(Companion.name(name))
                    .delete();
            patcher.patchMetadata(ControllerRevision.class, namespace, name, patch);
            return QuarantineOutcome.done(false, "revision " + name + " is no longer quarantined");
        });
    }

    /**
     * Another incident answers for a quarantined revision from now on; one that nothing keeps out is left alone.
     *
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public void answers(String namespace, String revision, String incident) {
        JsonPatch patch = new JsonPatch().add(annotation(Names.INCIDENT), TextNode.valueOf(incident));
        try {
            patcher.patchMetadata(ControllerRevision.class, namespace, Companion.name(revision), patch);
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.NotFound) {
                throw e;
            }
        }
    }

    /**
     * Lets in one of template and configuration where both are blamed and the other has been fixed; where both have been,
     * nobody waits for anything. One of the two always stays blamed, else they could come back together.
     *
     * @param template the workload's, as it is now
     * @return what was let in, in words; empty where nothing was
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public Optional<String> narrow(String namespace, String companion, JsonNode template) {
        ControllerRevision parameter = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(companion)
                .get();
        JsonNode data = parameter == null ? MissingNode.getInstance() : Json.tree(parameter.getData());
        if (!data.hasNonNull("lastGood")) {
            return Optional.empty();
        }
        Blame blame = Blame.of(data.path("blamed"));
        ObjectNode configMaps = Json.object();
        for (String name : blame.configKeys().keySet()) {
            ConfigMap configMap =
                    client.configMaps().inNamespace(namespace).withName(name).get();
            configMaps.set(name, configMap == null ? null : Json.tree(configMap));
        }
        boolean templateFixed = Blame.isFix(
                blame.templateValues(template),
                blame.templateValues(data.path("template")),
                values(data.at("/lastGood/template")));
        boolean configurationFixed = Blame.isFix(
                blame.configurationValues(configMaps),
                blame.configurationValues(data.path("configMaps")),
                values(data.at("/lastGood/configuration")));
        if (templateFixed == configurationFixed) {
            return Optional.empty();
        }
        JsonPatch patch = new JsonPatch()
                .test(label(Names.QUARANTINED_TEMPLATE), TextNode.valueOf("true"))
                .test(label(Names.QUARANTINED_CONFIGURATION), TextNode.valueOf("true"))
                .remove(label(templateFixed ? Names.QUARANTINED_CONFIGURATION : Names.QUARANTINED_TEMPLATE));
        try {
            patcher.patchMetadata(ControllerRevision.class, namespace, companion, patch);
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (refusal.isOutdated() || refusal == ApiRefusal.NotFound) {
                return Optional.empty(); // let in meanwhile, the one or the other or both
            }
            throw e;
        }
        return Optional.of(
                templateFixed
                        ? companion + ": the template was fixed, the configuration may come back"
                        : companion + ": the configuration was fixed, the template may come back");
    }

    private static Map<String, String> values(JsonNode digests) {
        Map<String, String> values = new TreeMap<>();
        digests.fields()
                .forEachRemaining(
                        part -> values.put(part.getKey(), part.getValue().asText()));
        return values;
    }

    private static String label(String key) {
        return pointer("metadata", "labels", key);
    }

    private QuarantineOutcome send(String namespace, String name, JsonPatch patch, String message) {
        return guarded(name, () -> {
            patcher.patchMetadata(ControllerRevision.class, namespace, name, patch);
            return QuarantineOutcome.done(false, message);
        });
    }

    private static QuarantineOutcome guarded(String name, Supplier<QuarantineOutcome> writes) {
        try {
            return writes.get();
        } catch (KubernetesClientException refused) {
            return switch (ApiRefusal.of(refused)) {
                case Conflict, AlreadyExists, GuardFailed ->
                    QuarantineOutcome.changed("revision " + name + " changed meanwhile: " + refused.getMessage());
                case Malformed, RightMissing, QuotaExceeded, Denied, NotFound, TooLarge, Invalid ->
                    QuarantineOutcome.refused(
                            RefusalReason.of(refused),
                            "revision " + name + " could not be marked: " + refused.getMessage());
                default -> throw refused;
            };
        }
    }

    private static RevisionState stateBefore(Revision suspect) {
        return suspect.isSuspected() && suspect.standing().stateBefore() != null
                ? suspect.standing().stateBefore()
                : suspect.state();
    }

    private static JsonPatch asSeen(Revision revision) {
        JsonPatch patch = new JsonPatch()
                .test(annotation(Names.STATE), TextNode.valueOf(revision.state().name()));
        // That there is none cannot be tested: then the state alone guards.
        return revision.incident() == null
                ? patch
                : patch.test(annotation(Names.INCIDENT), TextNode.valueOf(revision.incident()));
    }

    /** Sets an annotation, or takes it away: to remove what may not be there, it is added first. */
    private static void put(JsonPatch patch, String key, String value) {
        patch.add(annotation(key), TextNode.valueOf(value == null ? "" : value));
        if (value == null) {
            patch.remove(annotation(key));
        }
    }

    private static String annotation(String key) {
        return pointer("metadata", "annotations", key);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    private static String name(RevisionState state) {
        return state == null ? null : state.name();
    }
}
