package dev.lastgood.api.model;

/** What a gateway's workload can be. */
public enum WorkloadKind {
    Deployment,
    /** Its strategy must be RollingUpdate without a partition for a rollback to be possible. */
    StatefulSet
}
