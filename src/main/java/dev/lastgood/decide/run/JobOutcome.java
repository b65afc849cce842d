package dev.lastgood.decide.run;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;

/**
 * What came of making a Job.
 *
 * @param state Done: it is there. Pending: try again later. Failed: a person must see to it
 * @param message one bounded sentence for a person
 * @param runId the Job's uid; null unless Done
 */
public record JobOutcome(StepState state, Reason reason, String message, String runId) {

    /** Without the run. */
    public RecordResult result() {
        return new RecordResult(state, reason, message);
    }
}
