package dev.lastgood.decide.ladder;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.Instant;
import java.util.Optional;

/** Which revision an incident is about. */
final class Suspect {

    /**
     * The revision that the incident names; otherwise the one that served when it was detected, or what was declared then if it
     * reached the running pods without a restart. A new attempt is about what serves now.
     */
    static Optional<Revision> of(
            AIIncident incident, GatewayView gateway, RollbackMarker marker, boolean firstAttempt) {
        if (firstAttempt && incident.getSpec().suspect != null) {
            return gateway.revision(incident.getSpec().suspect);
        }
        Optional<Revision> onItsWay = onItsWay(incident, gateway, marker);
        if (onItsWay.isPresent()) {
            return onItsWay;
        }
        if (!firstAttempt) {
            Optional<Revision> serving = Serving.now(gateway.revisions());
            return serving.flatMap(s -> gateway.changedInPlace(s, Instant.MAX)).or(() -> serving);
        }
        Instant created = Instant.parse(incident.getMetadata().getCreationTimestamp());
        Instant detected = Detection.timeOf(incident);
        Instant seen = detected.isBefore(created) ? detected : created;
        Optional<Revision> serving = Serving.now(gateway.revisions());
        // The status may not say yet what serves by now.
        ServiceHistory history = gateway.reputation()
                .turns()
                .next(
                        serving.map(Revision::name).orElse(null),
                        serving.map(Revision::servedSince).orElse(null),
                        null);
        return history.at(seen)
                .flatMap(gateway::revision)
                .filter(served -> served.servedSince() != null)
                .or(() -> serving)
                .map(served -> isBeingRestored(served, seen, gateway, marker, history)
                        ? gateway.revision(marker.from()).orElse(served)
                        : gateway.changedInPlace(served, seen).orElse(served));
    }

    /**
     * The revision that is on its way, as long as none of its pods has answered: a person who reports now means the rollout, unless the
     * incident says when it was detected. Where answers are bad already it may be the fix, however slowly it comes up; and what Lastgood
     * restores is one.
     */
    private static Optional<Revision> onItsWay(AIIncident incident, GatewayView gateway, RollbackMarker marker) {
        boolean bad = gateway.probing().states().values().stream().anyMatch(state -> state.badSince() != null);
        return gateway.isAwaited() && !bad && incident.getSpec().detectedAt == null
                ? gateway.declared().filter(d -> marker == null || !d.name().equals(marker.to()))
                : Optional.empty();
    }

    /**
     * While a rollback restores this revision the failed one still answers: an incident of that time is about the failed
     * one, never about the good one that comes up. Over when all of it was available, or after the rollout's own time.
     */
    private static boolean isBeingRestored(
            Revision served, Instant created, GatewayView gateway, RollbackMarker marker, ServiceHistory history) {
        if (marker == null || !marker.to().equals(served.name()) || served.servedSince() == null) {
            return false;
        }
        boolean byPeople = history.previous()
                .filter(previous -> !previous.equals(marker.from()))
                .isPresent();
        if (byPeople) {
            return false; // they deployed it again
        }
        Instant givenUp = served.servedSince().plus(gateway.rollout().patience());
        return created.isBefore(givenUp)
                && (served.service().availableSince() == null
                        || created.isBefore(served.service().availableSince()));
    }

    /** Another revision is declared, and serves or is on its way. */
    static boolean isReplaced(Revision suspect, GatewayView gateway) {
        return !gateway.declares(suspect)
                && (!gateway.rollout().isComplete()
                        || Serving.now(gateway.revisions())
                                .map(r -> !r.name().equals(suspect.name()))
                                .orElse(true));
    }

    private Suspect() {}
}
