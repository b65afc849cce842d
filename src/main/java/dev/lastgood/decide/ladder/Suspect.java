package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import java.time.Instant;
import java.util.Optional;

/** Which revision an incident is about. */
final class Suspect {

    /**
     * The revision that the incident names; otherwise the one that served when it was created, or what was declared then if it
     * reached the running pods without a restart. A new attempt is about what serves now.
     */
    static Optional<Revision> of(
            AIIncident incident, GatewayView gateway, RollbackMarker marker, boolean firstAttempt) {
        if (!firstAttempt) {
            Optional<Revision> serving = Serving.now(gateway.revisions());
            return serving.flatMap(s -> gateway.changedInPlace(s, Instant.MAX)).or(() -> serving);
        }
        if (incident.getSpec().suspect != null) {
            return gateway.revision(incident.getSpec().suspect);
        }
        Instant created = Instant.parse(incident.getMetadata().getCreationTimestamp());
        return Serving.at(created, gateway.revisions())
                .or(() -> Serving.now(gateway.revisions()))
                .map(served -> isBeingRestored(served, created, gateway, marker)
                        ? gateway.revision(marker.from()).orElse(served)
                        : gateway.changedInPlace(served, created).orElse(served));
    }

    /**
     * While a rollback restores this revision the failed one still answers: an incident of that time is about the failed
     * one, never about the good one that comes up. Over when all of it was available, or after the rollout's own time.
     */
    private static boolean isBeingRestored(
            Revision served, Instant created, GatewayView gateway, RollbackMarker marker) {
        if (marker == null || !marker.to().equals(served.name()) || served.servedSince() == null) {
            return false;
        }
        Instant givenUp = served.servedSince().plus(gateway.rollout().patience());
        return created.isBefore(givenUp)
                && (served.service().availableSince() == null
                        || created.isBefore(served.service().availableSince()));
    }

    /** Another revision serves and is declared. */
    static boolean isReplaced(Revision suspect, GatewayView gateway) {
        return !gateway.declares(suspect)
                && Serving.now(gateway.revisions())
                        .map(r -> !r.name().equals(suspect.name()))
                        .orElse(true);
    }

    /**
     * An incident has taken its goodness, or none shall: where nothing changed of late, or only a Secret, the revision is not to
     * blame, and without it there would be no last good.
     *
     * @param reason why it is not rolled back
     */
    static boolean isBlamed(Revision suspect, Reason reason) {
        return suspect.isSuspected() || reason == Reason.NoRecentChange || reason == Reason.SecretChanged;
    }

    private Suspect() {}
}
