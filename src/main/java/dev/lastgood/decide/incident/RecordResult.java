package dev.lastgood.decide.incident;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;

/**
 * What became of a step that records something.
 *
 * @param state Done: it stands there. Pending: try again later. Failed: a person must see to it. Skipped: there is no
 *     database
 * @param reason why
 * @param message one bounded sentence for a person, without secrets
 */
public record RecordResult(StepState state, Reason reason, String message) {}
