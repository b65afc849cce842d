package dev.lastgood.decide;

/**
 * What became of one flag.
 *
 * @param off it is off now, whoever did it
 * @param before its definition before, null where it was not read
 * @param after its definition after, null where it was not changed
 */
public record FlagOutcome(String name, boolean off, Reason reason, String message, String before, String after) {}
