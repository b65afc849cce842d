package dev.lastgood.decide;

import dev.lastgood.api.Durations;
import java.time.Duration;

/** By when a restored revision has to serve, fixed when it is restored. */
final class RollbackDeadline {

    /** As long as the model says, else as the workload itself gives a rollout. */
    static Duration of(IncidentView view) {
        Duration otherwise = view.gateway().rollout().rollbackDeadline();
        return view.model().getSpec().response == null
                ? otherwise
                : Durations.parse(view.model().getSpec().response.rollbackDeadline, otherwise);
    }

    /** Counts from now on. */
    static void begin(IncidentView view, Chronicle chronicle) {
        chronicle.status.rollback.deadline = chronicle.now().plus(of(view)).toString();
    }

    private RollbackDeadline() {}
}
