package dev.lastgood.decide;

import java.time.Duration;

/**
 * How far the workload's controller is.
 *
 * @param id the rollout's own number (Deployment: annotation deployment.kubernetes.io/revision), changed by each new template;
 *     empty where the controller has not given it yet
 * @param desired spec.replicas
 * @param total status.replicas, old pods included
 * @param minimumAvailable the condition Available, as the controller sees it
 * @param deadlineExceeded the condition Progressing is False with ProgressDeadlineExceeded
 * @param paused spec.paused: the controller rolls nothing out
 * @param progressDeadline spec.progressDeadlineSeconds
 */
public record Rollout(
        String id,
        long generation,
        long observedGeneration,
        int desired,
        int updated,
        int available,
        int total,
        boolean minimumAvailable,
        boolean deadlineExceeded,
        boolean paused,
        Duration progressDeadline) {

    /** Everything declared runs, and nothing else does (the rule of {@code kubectl rollout status}). */
    public boolean isComplete() {
        return isObserved() && updated == desired && total == updated && available == updated;
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
        return isObserved() && updated > 0;
    }
}
