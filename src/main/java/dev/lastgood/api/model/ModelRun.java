package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A retrain or regression run: a Job that Lastgood made, and what became of it. It outlives the Job. */
public class ModelRun extends StatusPart<ModelRun> {

    @JsonPropertyDescription("The Job's uid; of a retrain run also the id of its row in ai_model_runs.")
    @Size(max = 64)
    public String id;

    @JsonPropertyDescription("Retrain or Regression.")
    public RunAction action;

    @JsonPropertyDescription("Name of the Job.")
    @Size(max = 253)
    public String job;

    @JsonPropertyDescription(
            "Queued: no pod is active yet. Processing: one is, or was. Succeeded or Failed: as the Job ended; Failed with reason JobDeleted "
                    + "where nobody saw how.")
    public RunState state;

    @JsonPropertyDescription("The version to be made, or tested; absent where none was asked for.")
    @Size(max = 253)
    public String targetVersion;

    @JsonPropertyDescription("The Git commit or tag that was asked for.")
    @Size(max = 256)
    public String gitRef;

    @JsonPropertyDescription("The trace that was given with the request.")
    @Size(max = 128)
    public String traceId;

    @JsonPropertyDescription("Whom the run's row names as triggered_by.")
    @Size(max = 256)
    public String triggeredBy;

    @JsonPropertyDescription("What was said when it was asked for; at most 256 characters.")
    @Size(max = 256)
    public String purpose;

    @JsonPropertyDescription("Name of the incident that it was run for.")
    @Size(max = 253)
    public String incident;

    @JsonPropertyDescription("When the Job was made, RFC 3339.")
    @Size(max = 40)
    public String createdAt;

    @JsonPropertyDescription("When the Job began, RFC 3339.")
    @Size(max = 40)
    public String startedAt;

    @JsonPropertyDescription("When it ended, RFC 3339; where nobody saw it, when that was found out.")
    @Size(max = 40)
    public String finishedAt;

    @JsonPropertyDescription("Why it failed, as the Job says: BackoffLimitExceeded and the like, or JobDeleted.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("The same in a sentence; never a line of a log.")
    @Size(max = 512)
    public String message;

    @JsonPropertyDescription(
            "The state that stands in ai_model_runs; absent: none yet. Regression runs have no row there.")
    public RunState recorded;

    @JsonPropertyDescription(
            "Why recorded is not the state: DatabaseUnavailable is tried again, anything else is not until the state changes.")
    @Size(max = 64)
    public String recordReason;
}
