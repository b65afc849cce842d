package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.observe.kube.WorkloadKey;
import java.time.Duration;
import java.util.List;

/**
 * A decision that names an action, and what it was decided from.
 *
 * @param workload the workload that the action concerns
 */
record Decided(IncidentView view, WorkloadKey workload, IncidentDecision decision) {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    String namespace() {
        return workload.namespace();
    }

    /** Nothing is written, because what was seen is no longer so. */
    IncidentDecision lookAgain() {
        return new IncidentDecision(view.incident().getStatus(), null, List.of(), LOOK_AGAIN);
    }
}
