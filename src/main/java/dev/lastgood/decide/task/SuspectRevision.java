package dev.lastgood.decide.task;

/**
 * The revision that an incident suspects.
 *
 * @param name its name
 * @param version its version; null if unknown
 */
public record SuspectRevision(String name, String version) {}
