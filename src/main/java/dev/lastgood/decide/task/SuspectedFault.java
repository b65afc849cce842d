package dev.lastgood.decide.task;

import java.time.Instant;

/**
 * What a model did wrong, and since when.
 *
 * @param trigger {@code spec.trigger}
 * @param severity {@code spec.severity}
 * @param detectedAt when the first bad answer was seen; only older rows are evidence
 */
public record SuspectedFault(String trigger, String severity, Instant detectedAt) {}
