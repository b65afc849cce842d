package dev.lastgood.api.model;

/** Why a part of the pod template does not count. */
public enum IgnoredReason {
    /** It carries no behavior in any workload: the list is in docs/revisions.md. */
    Known,
    /** spec.gateway.ignore or spec.gateway.ignoreAnnotations names it. */
    Configured,
    /** Its value was another one in each of the last three changes. */
    Learned
}
