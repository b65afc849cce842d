package dev.lastgood.simulator.world;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.Revision;
import java.time.Instant;

/** Something that Lastgood really did to the cluster. */
public sealed interface Act {

    Instant at();

    /**
     * A patch of the workload that took effect.
     *
     * @param view what it was decided from
     * @param live what was declared before
     * @param target what was restored
     */
    record RolledBack(Instant at, IncidentView view, Rollback order, Body live, Body target) implements Act {}

    /** A revision is kept out from now on, or marked as quarantined. */
    record KeptOutNow(Instant at, IncidentView view, Revision before) implements Act {}

    /** What is remembered of a revision has changed; {@code view} is null if no incident did it. */
    record Remembered(Instant at, IncidentView view, Revision before, Revision after) implements Act {}

    /** A flag was switched. */
    record FlagSwitched(Instant at, IncidentView view, String flag, boolean off) implements Act {}

    /** The route was switched. */
    record RouteTurned(Instant at, IncidentView view, String route, boolean toFallback) implements Act {}

    /** An incident was opened by probes or for a revision that returned. */
    record IncidentOpened(Instant at, AIIncident incident) implements Act {}
}
