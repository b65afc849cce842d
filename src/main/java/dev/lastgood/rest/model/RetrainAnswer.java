package dev.lastgood.rest.model;

import dev.lastgood.rest.http.ResourcePaths;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a retrain request came to. */
@Schema(description = "The retrain is under way; how it goes stands in the model's runs")
record RetrainAnswer(
        @Schema(description = "Always true") boolean success,
        @Schema(description = "The id of its row in ai_model_runs, which is the Job's uid") String runId,
        @Schema(description = "The Job that does it") JobName job,
        @Schema(description = "Where more is: model, runs") Map<String, String> links) {

    /** Which Job. */
    record JobName(String namespace, String name) {}

    static RetrainAnswer of(String runId, String namespace, String job, String modelId) {
        return new RetrainAnswer(
                true,
                runId,
                new JobName(namespace, job),
                Map.of(
                        "model",
                        ResourcePaths.model(modelId, namespace),
                        "runs",
                        ResourcePaths.runs(modelId, namespace)));
    }
}
