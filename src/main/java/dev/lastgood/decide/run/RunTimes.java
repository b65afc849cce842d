package dev.lastgood.decide.run;

import java.time.Instant;

/**
 * When a run was created, started and finished.
 *
 * @param startedAt null if it has not started
 * @param finishedAt null if it has not finished, or its end is not known
 */
public record RunTimes(Instant createdAt, Instant startedAt, Instant finishedAt) {}
