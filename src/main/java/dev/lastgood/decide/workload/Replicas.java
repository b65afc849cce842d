package dev.lastgood.decide.workload;

/**
 * How many pods a workload wants and has.
 *
 * @param desired spec.replicas
 * @param updated pods of the declared template
 * @param available pods that its controller counts as available
 * @param total status.replicas, old pods included
 * @param minimumAvailable as many pods are available as a rollout leaves
 */
public record Replicas(int desired, int updated, int available, int total, boolean minimumAvailable) {

    /** Everything declared runs, and nothing else does. */
    boolean areAllUpdated() {
        return updated == desired && total == updated && available == updated;
    }
}
