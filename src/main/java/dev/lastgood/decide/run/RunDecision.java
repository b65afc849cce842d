package dev.lastgood.decide.run;

import dev.lastgood.api.model.ModelRun;
import java.time.Duration;
import java.util.List;

/**
 * How the runs of a model stand.
 *
 * @param runs for its status, newest first
 * @param records what is to be written to Postgres, after the status is written
 * @param recheck when to look again though nothing happens, null: never
 */
public record RunDecision(List<ModelRun> runs, List<RunRecord> records, Duration recheck) {}
