package dev.lastgood.observe.kube;

/**
 * What the operator may watch beside what it cannot do without.
 *
 * @param jobs without it no Job is made, and no Job counts as a user of a ConfigMap
 * @param cronJobs without it no CronJob counts as a user of a ConfigMap
 */
public record WatchRights(boolean jobs, boolean cronJobs) {}
