package dev.lastgood.decide.incident;

/**
 * What became of the evidence in Postgres.
 *
 * @param result how far the step is
 * @param evidence what was found; null unless the step is Done
 */
public record EvidenceResult(RecordResult result, PromptEvidence evidence) {}
