package dev.lastgood.decide.quarantine;

import java.util.Set;

/**
 * How it stands with what is kept out of a workload.
 *
 * @param keptOut names of revisions that the API server is to keep out; a quarantined one that is not among them has
 *     nothing that could be told apart
 * @param enforcement whether it does
 */
public record QuarantineView(Set<String> keptOut, Enforcement enforcement) {}
