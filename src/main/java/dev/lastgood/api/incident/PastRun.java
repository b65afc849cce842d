package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** A row of ai_model_runs. */
public class PastRun extends StatusPart<PastRun> {

    @JsonPropertyDescription("Its id.")
    @Size(max = 36)
    public String id;

    @JsonPropertyDescription("retrain, rollback or bias_review.")
    @Size(max = 32)
    public String action;

    @JsonPropertyDescription("queued, processing, succeeded or failed, when the incident was recorded.")
    @Size(max = 32)
    public String status;

    @JsonPropertyDescription("The version that it was to bring.")
    @Size(max = 64)
    public String targetVersion;

    @JsonPropertyDescription("When it was created, as Postgres writes it.")
    @Size(max = 40)
    public String createdAt;
}
