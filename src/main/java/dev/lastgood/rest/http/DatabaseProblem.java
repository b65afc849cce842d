package dev.lastgood.rest.http;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;

/** Why Postgres did not do it, in words that tell nothing of where it is. */
public final class DatabaseProblem {

    private static final int PAUSE_SECONDS = 5;

    public static ProblemException of(RecordResult trouble) {
        return of(trouble.reason(), trouble.message(), trouble.state() == StepState.Pending);
    }

    public static ProblemException of(Reason reason, String message, boolean passes) {
        if (reason == Reason.DatabaseNotConfigured) {
            return ProblemException.of(ProblemType.DatabaseNotConfigured, message);
        }
        return passes
                ? ProblemException.retryAfter(
                        PAUSE_SECONDS,
                        ProblemType.DatabaseUnavailable,
                        "Postgres does not answer; see the operator's log")
                : ProblemException.of(
                        ProblemType.DatabaseUnavailable, "Postgres cannot be used; see the operator's log");
    }

    private DatabaseProblem() {}
}
