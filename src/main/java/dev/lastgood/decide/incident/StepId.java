package dev.lastgood.decide.incident;

import java.util.Objects;

/**
 * The name of one step of one attempt of one incident. The same after every restart, so that an effect that is marked
 * with it is never had twice.
 *
 * @param incidentUid the uid of the AIIncident
 * @param attempt {@code spec.attempt}, from 1
 * @param step what is done, e.g. {@code rollback}
 */
public record StepId(String incidentUid, int attempt, String step) {

    /** The step that writes our row for a rollback; the row's id is made of it. */
    public static final String ROLLBACK_RUN = "record-rollback";

    /** Returns the step that writes the row of an attempt's rollback, if it comes to one. */
    public static StepId ofRollbackRun(String incidentUid, int attempt) {
        return new StepId(incidentUid, attempt, ROLLBACK_RUN);
    }

    /** Refuses null. */
    public StepId {
        Objects.requireNonNull(incidentUid, "incidentUid");
        Objects.requireNonNull(step, "step");
    }

    /** {@code uid/attempt/step}: the key in the ledger. */
    @Override
    public String toString() {
        return incidentUid + "/" + attempt + "/" + step;
    }
}
