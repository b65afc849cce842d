package dev.lastgood.rest.model;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.record.IncidentRecords;
import dev.lastgood.rest.http.ResourcePaths;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a rollback request came to. */
@Schema(description = "The rollback is under way; how it goes stands in the incident")
record RollbackAnswer(
        @Schema(description = "Always true") boolean success,
        @Schema(
                        description =
                                "The id that the rollback's row in ai_model_runs gets. There is none where the incident "
                                        + "came to no rollback of its own, or without a database")
                UUID runId,
        @Schema(description = "The incident that carries it") IncidentName incident,
        @Schema(description = "Where more is: incident, model, runs") Map<String, String> links) {

    /** Which incident. */
    record IncidentName(String namespace, String name) {}

    static RollbackAnswer of(AIIncident incident, String modelId) {
        String namespace = incident.getMetadata().getNamespace();
        String name = incident.getMetadata().getName();
        return new RollbackAnswer(
                true,
                IncidentRecords.rollbackRow(
                        StepId.ofRollbackRun(incident.getMetadata().getUid(), incident.getSpec().attempt)),
                new IncidentName(namespace, name),
                Map.of(
                        "incident", ResourcePaths.incident(namespace, name),
                        "model", ResourcePaths.model(modelId, namespace),
                        "runs", ResourcePaths.runs(modelId, namespace)));
    }
}
