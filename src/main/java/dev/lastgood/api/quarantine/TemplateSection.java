package dev.lastgood.api.quarantine;

/** Where a part of a pod template is. */
public enum TemplateSection {
    Containers,
    InitContainers,
    Volumes,
    /** Any other field of the pod's spec. */
    Pod,
    Labels,
    Annotations
}
