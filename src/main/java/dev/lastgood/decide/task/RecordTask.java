package dev.lastgood.decide.task;

import dev.lastgood.decide.incident.StepId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Something to be done outside the reconcile, mostly in Postgres, once its intent stands in the status. */
public sealed interface RecordTask {

    /** The step that it fulfils. */
    StepId id();

    /** What the ledger is told of the incident. */
    IncidentFacts facts();

    /** The incident in the ledger, the failed run and the prompts. */
    record CollectEvidence(StepId id, IncidentFacts facts) implements RecordTask {}

    /** The failed run is marked. */
    record FailRun(StepId id, IncidentFacts facts, UUID runId, String errorMessage) implements RecordTask {}

    /** Our rollback is a row of its own. */
    record OpenRollbackRun(
            StepId id, IncidentFacts facts, String fromVersion, String toVersion, String reason, Instant startedAt)
            implements RecordTask {}

    /**
     * That row has its end.
     *
     * @param opened the step that wrote the row
     */
    record CloseRollbackRun(
            StepId id, IncidentFacts facts, StepId opened, boolean succeeded, String errorMessage, Instant at)
            implements RecordTask {}

    /**
     * The model's review for bias is due soon.
     *
     * @param due by when at the latest
     * @param runId the run that it is about, null where it is not known
     */
    record BiasReview(
            StepId id, IncidentFacts facts, Instant due, List<String> stakeholders, String checklistUrl, UUID runId)
            implements RecordTask {}

    /**
     * The audit, and the row of the evidence register.
     *
     * @param register null: there is none yet
     */
    record Account(StepId id, IncidentFacts facts, List<AuditRow> rows, EvidenceRow register) implements RecordTask {}

    /** A Job is made. */
    record StartJob(StepId id, IncidentFacts facts, JobOrder order) implements RecordTask {}
}
