package dev.lastgood.decide.run;

import dev.lastgood.api.model.RunAction;
import dev.lastgood.decide.task.RunParameters;
import java.time.Instant;

/**
 * A Job of ours as it is seen.
 *
 * @param uid the run's id
 * @param active a pod of it runs
 * @param startedAt null: not yet
 * @param succeeded null: it has not ended
 * @param finishedAt null: it has not ended
 * @param reason of the condition with which it failed, null else
 * @param message likewise
 */
public record RunJob(
        String uid,
        String name,
        RunAction action,
        RunParameters parameters,
        Instant createdAt,
        boolean active,
        Instant startedAt,
        Boolean succeeded,
        Instant finishedAt,
        String reason,
        String message) {

    public boolean isOver() {
        return succeeded != null;
    }
}
