package dev.lastgood.simulator.invariant;

import java.time.Instant;

/** Something that must not be. */
public record Violation(String invariant, String message, Instant at) {}
