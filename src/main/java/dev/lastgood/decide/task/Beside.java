package dev.lastgood.decide.task;

import java.time.Duration;
import java.util.List;

/**
 * What is to be done beside the reconcile.
 *
 * @param tasks for the worker, in order
 * @param recheck when to look again though nothing happens, null: never
 */
public record Beside(List<RecordTask> tasks, Duration recheck) {

    public static final Beside NOTHING = new Beside(List.of(), null);
}
