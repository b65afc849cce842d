package dev.lastgood.decide.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import java.time.Duration;
import java.time.Instant;

/**
 * One answer to a probe.
 *
 * @param probe name of the probe
 * @param reason why the outcome is what it is; {@link Reason#TargetUnreachable} where the gateway itself could not be
 *     reached, which counts as Bad only where the workload is unavailable, too
 * @param message the facts, for a person: never a body, nor a part of one
 * @param at when it was asked
 * @param took how long it took
 */
public record Sample(String probe, Outcome outcome, Reason reason, String message, Instant at, Duration took) {}
