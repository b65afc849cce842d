package dev.lastgood.decide.workload;

import dev.lastgood.api.condition.Reason;
import java.time.Duration;

/**
 * How far the workload's controller is.
 *
 * @param id the rollout's own name, changed by each new template; empty where the controller has not given it yet
 *     (Deployment: annotation deployment.kubernetes.io/revision, StatefulSet: status.updateRevision)
 * @param deadlineExceeded the condition Progressing is False with ProgressDeadlineExceeded
 * @param obstacle why the controller would not roll out a restored template, null where it would: WorkloadPaused,
 *     UpdateStrategyOnDelete or RolloutPartitioned
 * @param progressDeadline spec.progressDeadlineSeconds, null where the kind has none: a StatefulSet never gives up
 */
public record Rollout(
        String id,
        long generation,
        long observedGeneration,
        Replicas replicas,
        boolean deadlineExceeded,
        Reason obstacle,
        Duration progressDeadline) {

    /** For a controller that never gives up by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Users are hit until then. Some write the largest number for a rollout that is never given up (2147483647 s, 68 years). */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The controller's own verdict comes first. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Everything declared runs, and nothing else does (the rule of {@code kubectl rollout status}). */
    public boolean isComplete() {
        return isObserved() && replicas.areAllUpdated();
    }

    /** Its own deadline passed; what the controller said of the rollout before does not count. */
    public boolean hasFailed() {
        return isObserved() && deadlineExceeded;
    }

    /** The controller has seen the newest spec. */
    public boolean isObserved() {
        return observedGeneration >= generation;
    }

    /** At least one pod of the declared template is there. */
    public boolean hasBegun() {
        return isObserved() && replicas.updated() > 0;
    }

    /** How long it may take before it counts as failed. */
    public Duration patience() {
        return progressDeadline == null ? PATIENCE : bounded(progressDeadline);
    }

    /** How long a restored revision may take to serve, where the model does not say. */
    public Duration rollbackDeadline() {
        return progressDeadline == null ? PATIENCE : bounded(progressDeadline.plus(MARGIN));
    }

    private static Duration bounded(Duration deadline) {
        return deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    }
}
