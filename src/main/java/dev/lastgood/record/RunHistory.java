package dev.lastgood.record;

import dev.lastgood.decide.incident.RecordResult;
import java.util.List;

/**
 * A model's newest runs.
 *
 * @param trouble why they cannot be told; null where they are
 * @param runs newest first
 */
public record RunHistory(RecordResult trouble, List<RunRow> runs) {}
