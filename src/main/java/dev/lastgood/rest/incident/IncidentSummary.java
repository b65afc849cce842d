package dev.lastgood.rest.incident;

import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.rest.http.ResourcePaths;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One incident in a list. */
@Schema(description = "One incident in a list")
record IncidentSummary(
        @Schema(description = "Its namespace") String namespace,
        @Schema(description = "Its name") String name,
        @Schema(description = "The key of its model") String modelId,
        @Schema(description = "What the model did wrong") Trigger trigger,
        @Schema(description = "How bad it is") Severity severity,
        @Schema(description = "Where it stands; absent: not looked at yet") Phase phase,
        @Schema(description = "What users see") String summary,
        @Schema(description = "When it was created, RFC 3339") String createdAt,
        @Schema(description = "Where all of it is") String link) {

    static IncidentSummary of(AIIncident incident, String modelId) {
        var spec = incident.getSpec();
        String namespace = incident.getMetadata().getNamespace();
        String name = incident.getMetadata().getName();
        return new IncidentSummary(
                namespace,
                name,
                modelId,
                spec == null ? null : spec.trigger,
                spec == null ? null : spec.severity,
                incident.getStatus() == null ? null : incident.getStatus().phase,
                spec == null ? null : spec.summary,
                incident.getMetadata().getCreationTimestamp(),
                ResourcePaths.incident(namespace, name));
    }
}
