package dev.lastgood.act.quarantine;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.RefusalReason;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.api.quarantine.QuarantineSpec;
import dev.lastgood.decide.quarantine.SpecParts;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps a failed revision out of the cluster, and lets it in again. A {@link Quarantine} keeps it out. While that exists the
 * revision is quarantined, whatever the revision itself says: so a rollback waits for one request only, and the revision's
 * own annotations follow when the Quarantine is seen. It is deleted first when the revision is let in.
 */
public final class QuarantineStore {

    /** Names of the objects by which earlier versions of Lastgood kept a revision out. */
    private static final String COMPANION_SUFFIX = "-quarantine";

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    /** Writes with this client. */
    public QuarantineStore(KubernetesClient client) {
        this(client, new ApiPatcher(client));
    }

    /** Writes with this patcher, which may only rehearse. */
    public QuarantineStore(KubernetesClient client, ApiPatcher patcher) {
        this.client = client;
        this.patcher = patcher;
    }

    /**
     * Has the admission policies keep the revision out of the cluster, in one request. Done before by an attempt that got
     * no further, it is not done again.
     *
     * <p>If there is nothing to blame, or the API server does not accept it, the revision is marked only: what the rollback
     * restores matters more than what it keeps out.
     *
     * @param workload kind and name, {@code Deployment.model-gateway}
     * @param suspect as it was seen
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public QuarantineOutcome impose(String namespace, String workload, Revision suspect, Charge charge, Instant now) {
        Blame blame = Blame.between(charge.failed(), charge.lastGood(), charge.noise(), charge.evidence());
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
        try {
            write(QuarantineObject.of(namespace, workload, suspect, blame, charge, now));
            return QuarantineOutcome.done(true, "revision " + suspect.name() + " is quarantined and kept out");
        } catch (KubernetesClientException refused) {
            return switch (ApiRefusal.of(refused)) {
                case Malformed, RightMissing, QuotaExceeded, Denied, TooLarge, Invalid, GuardFailed, NotFound ->
                    mark(
                            namespace,
                            suspect,
                            charge,
                            now,
                            "the API server refused the Quarantine: " + refused.getMessage());
                default -> throw refused;
            };
        }
    }

    /**
     * Replaces what kept a revision out in earlier versions of Lastgood by a Quarantine that refuses the same.
     *
     * @param companion name of the ControllerRevision, which stays as it is
     * @throws KubernetesClientException if the API server does not accept it
     */
    public void adopt(String namespace, String companion) {
        ControllerRevision former = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(companion)
                .get();
        if (former != null) {
            write(QuarantineObject.of(former));
        }
    }

    /** Creates it, or brings the one that exists up to date: never a moment without one. */
    private void write(Quarantine quarantine) {
        try {
            patcher.create(quarantine);
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) != ApiRefusal.AlreadyExists) {
                throw refused;
            }
            if (patcher.rehearses()) {
                return; // the one that exists would be compared, and updated if it says something else
            }
            Quarantine other = client.resource(quarantine).get();
            if (other == null) {
                patcher.create(quarantine);
            } else if (!saysTheSame(other, quarantine)) {
                patcher.patch(
                        Quarantine.class,
                        quarantine.getMetadata().getNamespace(),
                        quarantine.getMetadata().getName(),
                        update(quarantine));
            }
        }
    }

    private static boolean saysTheSame(Quarantine one, Quarantine other) {
        return content(one).equals(content(other))
                && one.getMetadata().getLabels().equals(other.getMetadata().getLabels());
    }

    /** An attempt that is repeated has another time. */
    private static JsonNode content(Quarantine quarantine) {
        ObjectNode spec = (ObjectNode) Json.tree(quarantine.getSpec());
        return spec.without("since");
    }

    private static JsonPatch update(Quarantine quarantine) {
        return new JsonPatch()
                .replace("/spec", Json.tree(quarantine.getSpec()))
                .add("/metadata/labels", Json.tree(quarantine.getMetadata().getLabels()));
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
        put(patch, Names.KEPT_OUT, null);
        String name = quarantined.name();
        return guarded(name, () -> {
            // The Quarantine has no guard of its own: whether the revision still is as it was seen is asked first.
            patcher.dryRun(ControllerRevision.class, namespace, name, patch);
            remove(namespace, name);
            patcher.patchMetadata(ControllerRevision.class, namespace, name, patch);
            return QuarantineOutcome.done(false, "revision " + name + " is no longer quarantined");
        });
    }

    /**
     * Deletes what keeps a revision out, in its present and in its former shape; nothing is not an error.
     *
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public void remove(String namespace, String revision) {
        client.resources(Quarantine.class)
                .inNamespace(namespace)
                .withName(revision)
                .delete();
        removeCompanion(namespace, revision + COMPANION_SUFFIX);
    }

    /**
     * Deletes what kept a revision out in earlier versions of Lastgood; nothing is not an error.
     *
     * @param companion name of the ControllerRevision
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public void removeCompanion(String namespace, String companion) {
        client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(companion)
                .delete();
    }

    /**
     * Records on a revision that a Quarantine keeps it out: from now on its absence is a release.
     *
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public void record(String namespace, String revision) {
        patcher.patchMetadata(
                ControllerRevision.class,
                namespace,
                revision,
                new JsonPatch().add(annotation(Names.KEPT_OUT), TextNode.valueOf("true")));
    }

    /**
     * Another incident answers for a quarantined revision from now on; one that nothing keeps out is left alone.
     *
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public void answers(String namespace, String revision, String incident) {
        JsonPatch patch = new JsonPatch().add("/spec/incident", TextNode.valueOf(incident));
        try {
            patcher.patchMetadata(Quarantine.class, namespace, revision, patch);
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.NotFound) {
                throw e;
            }
        }
    }

    /**
     * Lets in one of template and configuration if both are blamed and the other has been fixed. If both have been fixed,
     * nothing is changed. One of the two always stays blamed: otherwise they could come back together.
     *
     * @param template the workload's, as it is now
     * @return what was let in, in words; empty if nothing was
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public Optional<String> narrow(String namespace, String revision, JsonNode template) {
        Resource<Quarantine> resource =
                client.resources(Quarantine.class).inNamespace(namespace).withName(revision);
        Quarantine quarantine = resource.get();
        if (quarantine == null || quarantine.getSpec().lastGood == null) {
            return Optional.empty();
        }
        QuarantineSpec spec = quarantine.getSpec();
        Blame blame = SpecParts.blame(spec);
        boolean templateFixed = blame.isTemplateFixed(template, spec.lastGood.template);
        boolean configurationFixed =
                blame.isConfigurationFixed(configMaps(namespace, blame), spec.lastGood.configuration);
        if (templateFixed == configurationFixed) {
            return Optional.empty();
        }
        JsonPatch patch = new JsonPatch()
                .test(label(Names.QUARANTINED_TEMPLATE), TextNode.valueOf("true"))
                .test(label(Names.QUARANTINED_CONFIGURATION), TextNode.valueOf("true"))
                .remove(label(templateFixed ? Names.QUARANTINED_CONFIGURATION : Names.QUARANTINED_TEMPLATE));
        try {
            patcher.patchMetadata(Quarantine.class, namespace, revision, patch);
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (refusal.isOutdated() || refusal == ApiRefusal.NotFound) {
                return Optional.empty(); // one or both were let in since then
            }
            throw e;
        }
        return Optional.of(
                templateFixed
                        ? revision + ": the template was fixed, the configuration may come back"
                        : revision + ": the configuration was fixed, the template may come back");
    }

    private ObjectNode configMaps(String namespace, Blame blame) {
        ObjectNode configMaps = Json.object();
        for (String name : blame.configMaps()) {
            ConfigMap configMap =
                    client.configMaps().inNamespace(namespace).withName(name).get();
            configMaps.set(name, configMap == null ? null : Json.tree(configMap));
        }
        return configMaps;
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
        return suspect.incident() != null && suspect.standing().stateBefore() != null
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
