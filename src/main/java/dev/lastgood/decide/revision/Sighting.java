package dev.lastgood.decide.revision;

/**
 * How a workload's controller named the rollout of a revision when it was last seen complete.
 *
 * @param generation metadata.generation of the workload
 * @param rollout {@link dev.lastgood.decide.workload.Rollout#id}; empty if it is not known
 */
public record Sighting(long generation, String rollout) {}
