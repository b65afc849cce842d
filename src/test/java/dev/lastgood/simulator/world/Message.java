package dev.lastgood.simulator.world;

import java.time.Instant;

/**
 * A message that a receiver has.
 *
 * @param times how often it was sent; a receiver that recognizes it keeps one
 * @param text what people read last
 */
public record Message(
        String receiver, String incidentUid, String incident, Instant at, int times, String news, String text) {}
