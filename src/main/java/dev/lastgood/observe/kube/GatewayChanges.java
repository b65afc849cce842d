package dev.lastgood.observe.kube;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Reports changes of the workloads themselves, of their pods, of what is recorded of their revisions, and of what keeps revisions out. */
@ApplicationScoped
class GatewayChanges {

    private final WatchedWorkloads workloads;
    private final WatchedPods pods;
    private final WatchedRevisions revisions;
    private final WatchedQuarantines quarantines;

    GatewayChanges(
            WatchedWorkloads workloads, WatchedPods pods, WatchedRevisions revisions, WatchedQuarantines quarantines) {
        this.workloads = workloads;
        this.pods = pods;
        this.revisions = revisions;
        this.quarantines = quarantines;
    }

    void onChange(Consumer<WorkloadKey> listener) {
        workloads.onChange(listener);
        pods.onStatefulSetPodChange(listener);
        pods.onTaggedPodReady(listener);
        revisions.onChange(listener);
        quarantines.onChange(listener);
    }
}
