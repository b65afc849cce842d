package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.incident.Step;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import java.time.Duration;
import java.time.Instant;

/** By when a restored revision has to serve. */
final class RollbackDeadline {

    /** As long as the model says by now, else as the workload itself gives a rollout. */
    static Duration of(IncidentView view) {
        Duration otherwise = view.gateway().rollout().rollbackDeadline();
        return view.model().getSpec().response == null
                ? otherwise
                : Durations.parse(view.model().getSpec().response.rollbackDeadline, otherwise);
    }

    /** Writes and returns it: counted from when it began to be verified. Who changes the model's may still hurry it. */
    static Instant write(IncidentView view, StatusDraft draft) {
        Step verify = draft.step(StepName.VERIFY).orElseThrow();
        Instant deadline = Instant.parse(verify.startedAt).plus(of(view));
        if (!deadline.toString().equals(draft.status.rollback.deadline)) {
            draft.status.rollback = draft.own(draft.status.rollback);
            draft.status.rollback.deadline = deadline.toString();
        }
        return deadline;
    }

    private RollbackDeadline() {}
}
