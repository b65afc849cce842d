package dev.lastgood.decide;

import dev.lastgood.api.Durations;
import java.time.Duration;

/** By when a restored revision has to serve, fixed when it is restored. */
final class RollbackDeadline {

    /** Counts from now on, as the model says, else as long as the workload itself gives a rollout. */
    static void begin(IncidentView view, Chronicle chronicle) {
        Duration otherwise = view.gateway().rollout().rollbackDeadline();
        Duration given = view.model().getSpec().response == null
                ? otherwise
                : Durations.parse(view.model().getSpec().response.rollbackDeadline, otherwise);
        chronicle.status.rollback.deadline = chronicle.now().plus(given).toString();
    }

    private RollbackDeadline() {}
}
