package dev.lastgood.decide.workload;

import dev.lastgood.api.condition.Reason;

/**
 * What keeps a rollback from working.
 *
 * @param message what is wrong, then what to do
 */
public record Obstacle(Reason reason, String message) {}
