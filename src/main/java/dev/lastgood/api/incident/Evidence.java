package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** What was captured before anything was changed. */
public class Evidence extends StatusPart<Evidence> {

    @JsonPropertyDescription("The trace of a bad answer: from spec, else from admin_ai_prompts.")
    @Size(max = 128)
    public String traceId;

    @JsonPropertyDescription("The run in ai_model_runs: from spec, else identified in Postgres.")
    @Size(max = 36)
    public String runId;

    @JsonPropertyDescription("Digest of the prompt: from spec, else from admin_ai_prompts. Never the prompt.")
    @Size(max = 256)
    public String promptDigest;

    @JsonPropertyDescription("Versions of the prompts (system, user) as admin_ai_prompts has them.")
    public Map<String, String> promptVersions;

    @JsonPropertyDescription("The revision that served at detection.")
    @Size(max = 253)
    public String servingRevision;

    @JsonPropertyDescription("Its version.")
    @Size(max = 253)
    public String servingVersion;

    @JsonPropertyDescription("The image of its first container.")
    @Size(max = 1024)
    public String servingImage;

    @JsonPropertyDescription("When the cluster's evidence was captured, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String capturedAt;
}
