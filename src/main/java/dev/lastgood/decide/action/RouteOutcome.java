package dev.lastgood.decide.action;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;

/**
 * What became of a route.
 *
 * @param state Running: it was looked at and can be switched. Done: it is as it shall be, whoever did it. Failed: it
 *     cannot be had.
 * @param before the backends of its rules before, null where they were not read
 * @param after the same after
 */
public record RouteOutcome(StepState state, Reason reason, String message, String before, String after) {

    public static RouteOutcome failed(Reason reason, String message) {
        return new RouteOutcome(StepState.Failed, reason, message, null, null);
    }
}
