package dev.lastgood.decide.opening;

import dev.lastgood.api.incident.AIIncident;

/** What becomes of the alerts about one model and trigger. */
public sealed interface AlertDecision {

    /** There is no incident of it yet. */
    record Open(AIIncident incident) implements AlertDecision {}

    /** There is one that is not over. */
    record Join(AIIncident incident) implements AlertDecision {}

    /** They fired before somebody ended this one, and are not new. */
    record Known(AIIncident incident) implements AlertDecision {}

    /** None fires. */
    record Nothing() implements AlertDecision {}
}
