package dev.lastgood.decide.workload;

/**
 * A pod of a StatefulSet that is not ready and has another template than the declared one.
 *
 * @param resourceVersion at which it was seen so: one that got ready meanwhile is no longer meant
 */
public record StuckPod(String name, String uid, String resourceVersion) {}
