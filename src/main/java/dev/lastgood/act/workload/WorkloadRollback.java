package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.act.quarantine.Charge;
import dev.lastgood.act.quarantine.QuarantineOutcome;
import dev.lastgood.act.quarantine.QuarantineStore;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.BlameEvidence;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.decide.workload.TargetFit;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rolls a workload back: the failed revision is quarantined first, then the configuration is restored, then one guarded
 * patch restores the template exactly. The guard is the uid and the generation of the workload as decide saw it, so nothing
 * is read before, unless Secrets have to be looked for. If the guard fails, the workload is read again.
 */
@ApplicationScoped
public class WorkloadRollback {

    /** So much of what is not blamed is in the message. */
    private static final int TOLD = 300;

    private static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    /** How often the patch is sent if others scale or annotate the workload in between. */
    private static final int TRIES = 5;

    private final KubernetesClient client;
    private final ApiPatcher patches;
    private final ApiPatcher rehearsals;
    private final RequiredSecrets secrets;
    private final Surroundings surroundings;
    private final Clock clock;

    public WorkloadRollback(KubernetesClient client, Surroundings surroundings, Clock clock) {
        this.client = client;
        this.patches = new ApiPatcher(client);
        this.rehearsals = ApiPatcher.rehearsing(client);
        this.secrets = new RequiredSecrets(client);
        this.surroundings = surroundings;
        this.clock = clock;
    }

    /**
     * What a rollback is done on.
     *
     * @param workload as decide saw it
     * @param from data of the failed revision
     * @param to data of the target
     * @param earlier data of revisions that failed before against the target, the newest first
     * @param noise what of a template carries no behavior
     * @param sharing who else uses the ConfigMaps of the target
     * @param configReload running pods see restored configuration by themselves
     */
    public record Scene(
            Workload workload,
            JsonNode from,
            JsonNode to,
            List<JsonNode> earlier,
            Noise noise,
            Sharing sharing,
            boolean configReload) {

        private String namespace() {
            return workload.object().getMetadata().getNamespace();
        }

        private String name() {
            return workload.object().getMetadata().getName();
        }
    }

    /**
     * Performs the rollback, or has the API server say what it would do.
     *
     * @throws KubernetesClientException where the API server cannot be reached or cannot answer now; nothing is lost, the
     *     next pass looks again
     */
    public RollbackOutcome perform(Rollback order, Scene scene) {
        String namespace = scene.namespace();
        ConfigurationRestore configuration = new ConfigurationRestore(client, patcher(order), surroundings, namespace);
        try {
            Optional<Obstacle> unfit = new TargetFit(scene.workload(), scene.to()).obstacle();
            if (unfit.isPresent()) {
                throw Refusal.because(unfit.get().reason(), unfit.get().message());
            }
            configuration.prepare(scene.workload(), scene.to(), scene.sharing());
            PodTemplateSpec target = Json.as(scene.to().path("template"), PodTemplateSpec.class);
            secrets.check(namespace, References.requiredSecrets(target.getSpec()));
            String notBlamed = impose(namespace, order, scene);
            configuration.write();
            patch(order, scene, configuration);
            return RollbackOutcome.patched((order.isDryRun() ? "would have restored " : "restored ")
                    + order.to().name() + " ("
                    + order.to().version() + ") in place of "
                    + order.from().name() + " (" + order.from().version() + ")"
                    + (configuration.isEmpty() ? "" : ", with ConfigMap " + String.join(", ", configuration.words()))
                    + notBlamed);
        } catch (Refusal refusal) {
            return refusal.outcome();
        }
    }

    private ApiPatcher patcher(Rollback order) {
        return order.isDryRun() ? rehearsals : patches;
    }

    /** Returns what differs and is not blamed, in words; empty if there is nothing. */
    private String impose(String namespace, Rollback order, Scene scene) throws Refusal {
        if (order.from().isQuarantined()) {
            return ""; // by an attempt that got no further, or by another incident
        }
        BlameEvidence evidence = new BlameEvidence(new Appliers(client).merging(scene), scene.earlier());
        QuarantineOutcome outcome = new QuarantineStore(client, patcher(order))
                .impose(
                        namespace,
                        WorkloadLabel.full(scene.workload().kind(), scene.name()),
                        order.from(),
                        new Charge(
                                scene.from(),
                                scene.to(),
                                scene.noise(),
                                evidence,
                                order.incident(),
                                Reason.RolledBack.name()),
                        clock.instant());
        if (outcome.kind() == QuarantineOutcome.Kind.Changed) {
            throw Refusal.changed(outcome.message());
        }
        if (outcome.kind() == QuarantineOutcome.Kind.Refused) {
            throw Refusal.because(outcome.reason(), outcome.message());
        }
        List<String> notBlamed =
                Blame.between(scene.from(), scene.to(), scene.noise(), evidence).noEvidence();
        return notBlamed.isEmpty() ? "" : "; not blamed: " + BoundedText.of(String.join(", ", notBlamed), TOLD);
    }

    private void patch(Rollback order, Scene scene, ConfigurationRestore configuration) throws Refusal {
        // Also where an attempt that was cut off had restored the configuration already: the pods still have the failed
        // one.
        boolean configurationRestored = !configuration.isEmpty()
                || !ConfigurationRestore.configMaps(scene.from()).equals(ConfigurationRestore.configMaps(scene.to()));
        try {
            send(order, scene, configurationRestored);
        } catch (Refusal refusal) {
            configuration.putBack();
            throw refusal;
        }
    }

    /**
     * Sends the patch, and again at once if others only scaled the workload or wrote its metadata since it was read.
     *
     * @throws KubernetesClientException if the API server cannot answer now. The configuration is not put back then, because
     *     the patch may have been carried out
     */
    private void send(Rollback order, Scene scene, boolean configurationRestored) throws Refusal {
        HasMetadata seen = scene.workload().object();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            JsonPatch patch = patch(order, scene, seen, configurationRestored);
            try {
                HasMetadata patched = patcher(order)
                        .patch(Workload.type(scene.workload().kind()), scene.namespace(), scene.name(), patch);
                if (!order.isDryRun()) {
                    surroundings.wrote(patched);
                }
                return;
            } catch (KubernetesClientException e) {
                ApiRefusal meaning = ApiRefusal.of(e);
                if (meaning == ApiRefusal.NotFound) {
                    throw Refusal.changed("the workload was deleted");
                }
                if (!meaning.isOutdated() && !meaning.isTransient()) {
                    throw refusedByAdmission(e);
                }
                HasMetadata now = read(scene);
                if (!order.isDryRun() && carries(order, now)) {
                    return; // the first answer was lost, and the client's repetition found it done
                }
                if (meaning.isTransient()) {
                    throw e;
                }
                if (!isSameButForScale(scene.workload().object(), now)) {
                    throw Refusal.changed("someone changed the workload after the rollback was decided");
                }
                if (meaning == ApiRefusal.GuardFailed
                        && patch(order, scene, now, configurationRestored).isSame(patch)) {
                    // All that was tested is still so: no guard has failed.
                    throw refusedByAdmission(e);
                }
                seen = now;
            }
        }
        throw Refusal.changed(TRIES + " times the workload was scaled or annotated while it was being patched");
    }

    private static Refusal refusedByAdmission(KubernetesClientException e) {
        return Refusal.because(
                Reason.RefusedByAdmission, "the API server refused the restored template: " + e.getMessage());
    }

    private HasMetadata read(Scene scene) {
        return client.resources(Workload.type(scene.workload().kind()))
                .inNamespace(scene.namespace())
                .withName(scene.name())
                .get();
    }

    private static boolean carries(Rollback order, HasMetadata now) {
        return now != null && order.marker().toString().equals(Annotation.of(now, Names.ROLLBACK));
    }

    /**
     * Whether it is the same object with the same spec, replicas aside: what an autoscaler changes needs no new decision.
     * Both are compared as the client's class reads them.
     */
    private static boolean isSameButForScale(HasMetadata seen, HasMetadata now) {
        return now != null
                && now.getMetadata().getDeletionTimestamp() == null
                && now.getMetadata().getUid().equals(seen.getMetadata().getUid())
                && specWithoutReplicas(now).equals(specWithoutReplicas(seen));
    }

    private static JsonNode specWithoutReplicas(HasMetadata workload) {
        JsonNode spec = Json.tree(workload).path("spec");
        ((ObjectNode) spec).remove("replicas");
        return spec;
    }

    /** The template exactly as it was in the target, while the spec is as it was seen. */
    private static JsonPatch patch(Rollback order, Scene scene, HasMetadata seen, boolean configurationRestored) {
        JsonNode live = Json.tree(scene.workload().template());
        JsonNode target = scene.to().path("template").deepCopy();
        boolean mustRestart = configurationRestored
                && !scene.configReload()
                && Projection.template(live, scene.noise()).equals(Projection.template(target, scene.noise()));
        if (mustRestart) {
            ((ObjectNode) target)
                    .withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(Names.RESTORED_FROM, order.marker().toString());
        }
        return metadata(JsonPatch.whileSpecIs(seen).replace("/spec/template", target), order, scene, seen);
    }

    private static JsonPatch metadata(JsonPatch patch, Rollback order, Scene scene, HasMetadata seen) {
        Map<String, String> annotations = seen.getMetadata().getAnnotations();
        if (annotations == null || annotations.isEmpty()) {
            // The generation does not cover annotations: without this test, adding the map could erase what others
            // wrote.
            patch.test("/metadata/annotations", null).add("/metadata/annotations", Json.object());
        }
        add(patch, Names.ROLLBACK, order.marker().toString());
        add(
                patch,
                CHANGE_CAUSE,
                "lastgood: " + (order.manner() == Rollback.Manner.Drill ? "DRILL: " : "") + "incident "
                        + order.incident() + " restored " + order.to().name() + " ("
                        + order.to().version() + ")");
        // In this patch: an apply between it and the hand-back would keep what the failed revision had dropped.
        LastApplied.withTemplate(
                        Annotation.of(scene.workload().object(), Snapshot.LAST_APPLIED),
                        scene.to().path("lastApplied").textValue())
                .ifPresent(text -> add(patch, Snapshot.LAST_APPLIED, text));
        return patch;
    }

    private static void add(JsonPatch patch, String annotation, String value) {
        patch.add(JsonPatch.pointer("metadata", "annotations", annotation), TextNode.valueOf(value));
    }
}
