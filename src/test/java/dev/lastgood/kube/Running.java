package dev.lastgood.kube;

import io.fabric8.kubernetes.api.model.Pod;

/** How a pod's containers fare on the node that {@link Kubelet} pretends to be. */
enum Running {
    READY,
    UNREADY,
    CRASHING,
    IMAGE_MISSING,
    /** All containers have ended, with exit code 0. */
    SUCCEEDED,
    /** All containers have ended, with exit code 1. */
    FAILED;

    /** What the images of a pod make of it; the worst of them counts. */
    static Running of(Pod pod) {
        if (anyImage(pod, "does-not-exist")) {
            return IMAGE_MISSING;
        }
        return anyImage(pod, "crash") ? CRASHING : READY;
    }

    private static boolean anyImage(Pod pod, String word) {
        return pod.getSpec().getContainers().stream()
                .anyMatch(container -> container.getImage().contains(word));
    }
}
