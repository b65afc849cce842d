package dev.lastgood.decide.workload;

/**
 * A ConfigMap that the pod template refers to and that is not part of a revision.
 *
 * @param writer who keeps it up to date, see {@link ConfigMapWriter}
 */
public record ForeignConfigMap(String name, String writer) {}
