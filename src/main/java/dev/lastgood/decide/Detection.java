package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import java.time.Instant;

/** When an incident was detected. */
final class Detection {

    /** Returns what a person says, otherwise when the object was created. */
    static Instant timeOf(AIIncident incident) {
        AIIncidentSpec spec = incident.getSpec();
        return spec.detectedAt != null
                ? spec.detectedAt.toInstant()
                : Instant.parse(incident.getMetadata().getCreationTimestamp());
    }

    private Detection() {}
}
