package dev.lastgood.decide.run;

import dev.lastgood.api.model.RunAction;
import dev.lastgood.decide.task.RunParameters;

/**
 * A Job of ours as it is seen.
 *
 * @param uid the run's id
 * @param active a pod of it runs
 * @param end null: it has not ended
 */
public record RunJob(
        String uid,
        String name,
        RunAction action,
        RunParameters parameters,
        RunTimes times,
        boolean active,
        JobEnd end) {

    public boolean isOver() {
        return end != null;
    }
}
