package dev.lastgood.decide.task;

/**
 * The revision that an incident suspects.
 *
 * @param name its name
 * @param version its version; null if unknown
 * @param restored the revision that was restored in its place; null: none was, or not yet
 */
public record SuspectRevision(String name, String version, String restored) {}
