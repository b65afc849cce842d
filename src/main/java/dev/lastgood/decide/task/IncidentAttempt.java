package dev.lastgood.decide.task;

/**
 * One attempt of an AIIncident.
 *
 * @param uid the uid of the AIIncident
 * @param namespace its namespace
 * @param name its name
 * @param attempt {@code spec.attempt}
 */
public record IncidentAttempt(String uid, String namespace, String name, int attempt) {}
