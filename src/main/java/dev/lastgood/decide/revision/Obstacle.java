package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;

/**
 * Why a restored revision would not be rolled out.
 *
 * @param message what is in the way, and what to change
 */
public record Obstacle(Reason reason, String message) {}
