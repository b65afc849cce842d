package dev.lastgood.observe.kube;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Reports changes of the workloads themselves, of their pods, and of what is recorded of their revisions. */
@ApplicationScoped
class GatewayChanges {

    private final WatchedWorkloads workloads;
    private final WatchedPods pods;
    private final WatchedRevisions revisions;

    GatewayChanges(WatchedWorkloads workloads, WatchedPods pods, WatchedRevisions revisions) {
        this.workloads = workloads;
        this.pods = pods;
        this.revisions = revisions;
    }

    void onChange(Consumer<WorkloadKey> listener) {
        workloads.onChange(listener);
        pods.onStatefulSetPodChange(listener);
        revisions.onChange(listener);
    }
}
