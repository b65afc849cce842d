package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import java.time.Instant;

/** When an incident was detected. */
public final class Detection {

    /** Returns what a person says, otherwise when the object was created. */
    public static Instant timeOf(AIIncident incident) {
        AIIncidentSpec spec = incident.getSpec();
        return spec.detectedAt != null
                ? spec.detectedAt.toInstant()
                : Instant.parse(incident.getMetadata().getCreationTimestamp());
    }

    private Detection() {}
}
