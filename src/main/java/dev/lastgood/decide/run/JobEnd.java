package dev.lastgood.decide.run;

/**
 * How a Job ended.
 *
 * @param reason of the condition with which it failed; null if it succeeded
 * @param message of that condition; null if it succeeded
 */
public record JobEnd(boolean succeeded, String reason, String message) {}
