package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.QuotaRoom;
import dev.lastgood.decide.workload.TargetFit;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what would keep a rollback from working, without changing anything: the rollback itself as a dry run, and what a dry
 * run of the workload does not show.
 */
@ApplicationScoped
public class RollbackRehearsal {

    private final KubernetesClient client;
    private final ApiPatcher rehearsals;
    private final WorkloadRollback rollback;

    public RollbackRehearsal(KubernetesClient client, WorkloadRollback rollback) {
        this.client = client;
        this.rehearsals = ApiPatcher.rehearsing(client);
        this.rollback = rollback;
    }

    /**
     * Rehearses a rollback.
     *
     * @param order a dry run
     * @return all obstacles that were found, none if the rollback would work; empty if the workload or its configuration changed
     *     at the same time, which says nothing
     * @throws KubernetesClientException if the API server cannot be reached or cannot answer now
     */
    public Optional<List<Obstacle>> obstacles(Rollback order, WorkloadRollback.Scene scene) {
        RollbackOutcome outcome = rollback.perform(order, scene);
        if (outcome.kind() == RollbackOutcome.Kind.Changed) {
            return Optional.empty();
        }
        List<Obstacle> obstacles = new ArrayList<>();
        if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            obstacles.add(new Obstacle(outcome.reason(), outcome.message()));
        }
        TargetFit fit = new TargetFit(scene.workload(), scene.to());
        if (fit.obstacle().isEmpty()) {
            fit.otherClaims().ifPresent(obstacles::add);
        }
        String namespace = scene.workload().object().getMetadata().getNamespace();
        pods(namespace, scene).ifPresent(obstacles::add);
        nextRevision(namespace, order).ifPresent(obstacles::add);
        return Optional.of(obstacles);
    }

    private Optional<Obstacle> pods(String namespace, WorkloadRollback.Scene scene) {
        List<ResourceQuota> quotas;
        try {
            quotas = client.resourceQuotas().inNamespace(namespace).list().getItems();
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) == ApiRefusal.RightMissing) {
                return Optional.empty(); // said once, when the operator starts
            }
            throw e;
        }
        JsonNode template = scene.to().path("template");
        return new QuotaRoom(scene.workload())
                .obstacle(quotas, Json.as(template, PodTemplateSpec.class).getSpec());
    }

    /** A revision that cannot be stored can neither be blamed nor restored. */
    private Optional<Obstacle> nextRevision(String namespace, Rollback order) {
        ControllerRevision next = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(order.from().name() + "-next")
                .endMetadata()
                .withRevision(order.from().number() + 1)
                .withData(Json.object())
                .build();
        try {
            rehearsals.create(next);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            ApiRefusal meaning = ApiRefusal.of(e);
            return switch (meaning) {
                case AlreadyExists -> Optional.empty();
                case QuotaExceeded, Denied, RightMissing, Malformed, Invalid ->
                    Optional.of(new Obstacle(
                            meaning == ApiRefusal.QuotaExceeded ? Reason.QuotaExceeded : Reason.RefusedByAdmission,
                            "the next rollout could not be recorded as a revision, so no incident could roll it back: "
                                    + ApiRefusal.words(e)));
                default -> throw e;
            };
        }
    }
}
