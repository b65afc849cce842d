package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.act.quarantine.Charge;
import dev.lastgood.act.quarantine.Quarantine;
import dev.lastgood.act.quarantine.QuarantineOutcome;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;

/**
 * Brings a workload back: the failed revision is quarantined first, then the configuration is restored, then one guarded
 * patch restores the template exactly. Nothing is read before, where no Secret has to be looked for: what was seen is what
 * the patch tests.
 */
@ApplicationScoped
public class WorkloadRollback {

    private static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

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
     * @param noise what of a template carries no behavior
     * @param configReload running pods see restored configuration by themselves
     */
    public record Scene(
            Workload workload, JsonNode from, JsonNode to, Noise noise, SharedConfigMaps shared, boolean configReload) {

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
            configuration.prepare(
                    scene.workload().reference(),
                    ConfigurationRestore.configMaps(scene.from()),
                    ConfigurationRestore.configMaps(scene.to()),
                    scene.shared());
            PodTemplateSpec target = Json.as(scene.to().path("template"), PodTemplateSpec.class);
            secrets.check(namespace, References.requiredSecrets(target.getSpec()));
            impose(namespace, order, scene);
            configuration.write();
            patch(order, scene, configuration);
            return RollbackOutcome.patched((order.isDryRun() ? "would have restored " : "restored ")
                    + order.to().name() + " ("
                    + order.to().version() + ") in place of "
                    + order.from().name() + " (" + order.from().version() + ")"
                    + (configuration.isEmpty() ? "" : ", with ConfigMap " + String.join(", ", configuration.names())));
        } catch (Refusal refusal) {
            return refusal.outcome();
        }
    }

    private ApiPatcher patcher(Rollback order) {
        return order.isDryRun() ? rehearsals : patches;
    }

    private void impose(String namespace, Rollback order, Scene scene) throws Refusal {
        if (order.from().isQuarantined()) {
            return; // by an attempt that got no further, or by another incident
        }
        QuarantineOutcome outcome = new Quarantine(client, patcher(order))
                .impose(
                        namespace,
                        WorkloadLabel.full(scene.workload().kind(), scene.name()),
                        order.from(),
                        new Charge(scene.from(), scene.to(), scene.noise(), order.incident(), Reason.RolledBack.name()),
                        clock.instant());
        if (outcome.kind() == QuarantineOutcome.Kind.Changed) {
            throw Refusal.changed(outcome.message());
        }
        if (outcome.kind() == QuarantineOutcome.Kind.Refused) {
            throw Refusal.because(outcome.reason(), outcome.message());
        }
    }

    private void patch(Rollback order, Scene scene, ConfigurationRestore configuration) throws Refusal {
        // Also where an attempt that was cut off had restored the configuration already: the pods still have the failed
        // one.
        boolean configurationRestored = !configuration.isEmpty()
                || !ConfigurationRestore.configMaps(scene.from()).equals(ConfigurationRestore.configMaps(scene.to()));
        JsonPatch patch = patch(order, scene, configurationRestored);
        try {
            HasMetadata patched = patcher(order)
                    .patch(Workload.type(scene.workload().kind()), scene.namespace(), scene.name(), patch);
            if (!order.isDryRun()) {
                surroundings.wrote(patched);
            }
        } catch (KubernetesClientException e) {
            ApiRefusal meaning = ApiRefusal.of(e);
            if (!order.isDryRun() && meaning.isOutdated() && carries(order, scene)) {
                return; // the first answer was lost, and the client's repetition found it done
            }
            configuration.putBack();
            if (meaning.isOutdated() || meaning == ApiRefusal.NotFound) {
                throw Refusal.changed("the workload was changed by somebody else: " + e.getMessage());
            }
            if (meaning.isForbidden() || meaning == ApiRefusal.Malformed || meaning == ApiRefusal.Invalid) {
                throw Refusal.because(
                        Reason.RefusedByAdmission, "the API server refused the restored template: " + e.getMessage());
            }
            throw e;
        }
    }

    private boolean carries(Rollback order, Scene scene) {
        HasMetadata now = client.resources(Workload.type(scene.workload().kind()))
                .inNamespace(scene.namespace())
                .withName(scene.name())
                .get();
        return now != null && order.marker().toString().equals(Annotation.of(now, Names.ROLLBACK));
    }

    /** The template as decide saw it, exactly as it was in the target. */
    private static JsonPatch patch(Rollback order, Scene scene, boolean configurationRestored) {
        JsonNode live = Json.tree(scene.workload().template());
        JsonNode target = scene.to().path("template");
        JsonPatch patch = new JsonPatch()
                .test("/spec/template/spec", live.path("spec"))
                .test("/spec/template/metadata/labels", live.path("metadata").path("labels"));
        boolean annotated = live.path("metadata").has("annotations");
        if (annotated) {
            patch.test(
                    "/spec/template/metadata/annotations", live.path("metadata").path("annotations"));
        }
        patch.replace("/spec/template/spec", target.path("spec"))
                .replace(
                        "/spec/template/metadata/labels",
                        target.path("metadata").path("labels"));
        ObjectNode annotations = target.path("metadata").path("annotations") instanceof ObjectNode object
                ? object.deepCopy()
                : Json.object();
        boolean mustRestart = configurationRestored
                && !scene.configReload()
                && Projection.template(live, scene.noise()).equals(Projection.template(target, scene.noise()));
        if (mustRestart) {
            annotations.put(Names.RESTORED_FROM, order.marker().toString());
        }
        if (!annotations.isEmpty()) {
            patch.add("/spec/template/metadata/annotations", annotations);
        } else if (annotated) {
            patch.remove("/spec/template/metadata/annotations");
        }
        return metadata(patch, order, scene);
    }

    private static JsonPatch metadata(JsonPatch patch, Rollback order, Scene scene) {
        Map<String, String> annotations =
                scene.workload().object().getMetadata().getAnnotations();
        if (annotations == null || annotations.isEmpty()) {
            patch.add("/metadata/annotations", Json.object());
        }
        add(patch, Names.ROLLBACK, order.marker().toString());
        add(
                patch,
                CHANGE_CAUSE,
                "lastgood: " + (order.manner() == Rollback.Manner.Drill ? "DRILL: " : "") + "incident "
                        + order.incident() + " restored " + order.to().name() + " ("
                        + order.to().version() + ")");
        if (scene.to().hasNonNull("lastApplied")) {
            // Else what the failed revision had dropped would survive the next kubectl apply without it.
            add(patch, Snapshot.LAST_APPLIED, scene.to().get("lastApplied").textValue());
        }
        return patch;
    }

    private static void add(JsonPatch patch, String annotation, String value) {
        patch.add(JsonPatch.pointer("metadata", "annotations", annotation), TextNode.valueOf(value));
    }
}
