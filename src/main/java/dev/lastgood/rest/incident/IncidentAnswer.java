package dev.lastgood.rest.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.rest.http.ResourcePaths;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One incident, with all that stands in it. */
@Schema(description = "One incident, with all that stands in the AIIncident")
record IncidentAnswer(
        @Schema(description = "Its namespace") String namespace,
        @Schema(description = "Its name") String name,
        @Schema(description = "Its identity: also the dedup_key of pages") String uid,
        @Schema(description = "The key of its model") String modelId,
        @Schema(description = "When it was created, RFC 3339") String createdAt,
        @Schema(description = "What was seen, and what is asked for") AIIncidentSpec spec,
        @Schema(description = "What was done, and what is left; absent: nothing yet") AIIncidentStatus status,
        @Schema(description = "Where more is: self, model, postMortem") Map<String, String> links) {

    static IncidentAnswer of(AIIncident incident, String modelId) {
        String namespace = incident.getMetadata().getNamespace();
        String name = incident.getMetadata().getName();
        return new IncidentAnswer(
                namespace,
                name,
                incident.getMetadata().getUid(),
                modelId,
                incident.getMetadata().getCreationTimestamp(),
                incident.getSpec(),
                incident.getStatus(),
                Map.of(
                        "self", ResourcePaths.incident(namespace, name),
                        "model", ResourcePaths.model(modelId, namespace),
                        "postMortem", ResourcePaths.postMortem(namespace, name)));
    }
}
