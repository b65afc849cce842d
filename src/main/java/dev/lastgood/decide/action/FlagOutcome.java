package dev.lastgood.decide.action;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;

/**
 * What became of one flag.
 *
 * @param state Running: it was looked at and can be switched off. Done: it is off, whoever did it. Failed: it cannot be
 *     had.
 * @param before its definition before, null where it was not read
 * @param after its definition when it is off, null where it is not changed
 * @param content digest of the whole ConfigMap as it stands now, null where it is not known
 */
public record FlagOutcome(
        String name, StepState state, Reason reason, String message, String before, String after, String content) {

    public FlagOutcome(String name, StepState state, Reason reason, String message, String before, String after) {
        this(name, state, reason, message, before, after, null);
    }
}
