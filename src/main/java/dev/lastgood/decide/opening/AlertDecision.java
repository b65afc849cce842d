package dev.lastgood.decide.opening;

import dev.lastgood.api.incident.AIIncident;

/** What becomes of the alerts about one model and trigger. */
public sealed interface AlertDecision {

    /** There is no incident of it yet. */
    record Open(AIIncident incident) implements AlertDecision {}

    /**
     * There is one that is not over.
     *
     * @param again its alert was resolved in between
     */
    record Join(AIIncident incident, boolean again) implements AlertDecision {}

    /** They fired before somebody ended this one, and are not new. */
    record Known(AIIncident incident) implements AlertDecision {}

    /** None fires any more; the incident that they opened is told. */
    record Resolve(AIIncident incident, String endsAt) implements AlertDecision {}

    /** None fires, and nothing waits for it. */
    record Nothing() implements AlertDecision {}
}
