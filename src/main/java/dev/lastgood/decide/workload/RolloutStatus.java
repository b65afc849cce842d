package dev.lastgood.decide.workload;

import dev.lastgood.api.condition.Reason;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads from a workload's status how far its controller is. */
public final class RolloutStatus {

    /** API default of a Deployment's progressDeadlineSeconds. */
    private static final int DEFAULT_PROGRESS_DEADLINE = 600;

    /** Returns how far the controller is. */
    public static Rollout of(Workload workload) {
        return switch (workload.kind()) {
            case Deployment -> of((Deployment) workload.object());
            case StatefulSet -> of((StatefulSet) workload.object());
        };
    }

    private static Rollout of(Deployment deployment) {
        var spec = deployment.getSpec();
        var status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return new Rollout(
                annotations == null ? "" : annotations.getOrDefault("deployment.kubernetes.io/revision", ""),
                deployment.getMetadata().getGeneration(),
                status.getObservedGeneration() == null ? 0 : status.getObservedGeneration(),
                new Replicas(
                        spec.getReplicas() == null ? 1 : spec.getReplicas(),
                        number(status.getUpdatedReplicas()),
                        number(status.getAvailableReplicas()),
                        number(status.getReplicas()),
                        condition(status, "Available")
                                .map(c -> "True".equals(c.getStatus()))
                                .orElse(false)),
                condition(status, "Progressing")
                        .map(c -> "False".equals(c.getStatus()) && "ProgressDeadlineExceeded".equals(c.getReason()))
                        .orElse(false),
                Boolean.TRUE.equals(spec.getPaused()) ? Reason.WorkloadPaused : null,
                Duration.ofSeconds(
                        spec.getProgressDeadlineSeconds() == null
                                ? DEFAULT_PROGRESS_DEADLINE
                                : spec.getProgressDeadlineSeconds()));
    }

    /**
     * By the counts alone: {@code currentRevision} follows {@code updateRevision} when all pods are of it, and with OnDelete
     * never.
     */
    private static Rollout of(StatefulSet set) {
        var status = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        int desired = set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
        int available = number(status.getAvailableReplicas());
        return new Rollout(
                updateRevision(set),
                set.getMetadata().getGeneration(),
                status.getObservedGeneration() == null ? 0 : status.getObservedGeneration(),
                new Replicas(
                        desired,
                        number(status.getUpdatedReplicas()),
                        available,
                        number(status.getReplicas()),
                        available >= Math.min(desired, Math.max(1, desired - 1))), // one is replaced at a time
                false,
                obstacle(set.getSpec().getUpdateStrategy()),
                null);
    }

    /** The revision that a StatefulSet rolls out; empty if its controller has not named it yet. */
    public static String updateRevision(StatefulSet set) {
        return set.getStatus() == null || set.getStatus().getUpdateRevision() == null
                ? ""
                : set.getStatus().getUpdateRevision();
    }

    private static Reason obstacle(StatefulSetUpdateStrategy strategy) {
        if (strategy == null) {
            return null;
        }
        if ("OnDelete".equals(strategy.getType())) {
            return Reason.UpdateStrategyOnDelete;
        }
        return strategy.getRollingUpdate() != null
                        && number(strategy.getRollingUpdate().getPartition()) > 0
                ? Reason.RolloutPartitioned
                : null;
    }

    private static int number(Integer value) {
        return value == null ? 0 : value;
    }

    private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    private RolloutStatus() {}
}
