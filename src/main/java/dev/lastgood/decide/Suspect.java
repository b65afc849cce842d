package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import java.time.Instant;
import java.util.Optional;

/** Which revision an incident is about. */
final class Suspect {

    /**
     * The revision that the incident names; else the one that served when it was created. A new attempt is about what
     * serves now.
     */
    static Optional<Revision> of(AIIncident incident, GatewayView gateway, boolean firstAttempt) {
        if (firstAttempt && incident.getSpec().suspect != null) {
            return gateway.revision(incident.getSpec().suspect);
        }
        return firstAttempt
                ? Serving.at(Instant.parse(incident.getMetadata().getCreationTimestamp()), gateway.revisions())
                        .or(() -> Serving.now(gateway.revisions()))
                : Serving.now(gateway.revisions());
    }

    private Suspect() {}
}
