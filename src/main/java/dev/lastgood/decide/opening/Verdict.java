package dev.lastgood.decide.opening;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import java.time.Instant;

/** That a revision of a model is bad, whoever says so. */
interface Verdict {

    ModelDeployment model();

    Trigger trigger();

    /** Name of the revision that it is about. */
    String revision();

    /** Whether some of it is newer than {@code time}. */
    boolean isNewSince(Instant time);

    /** Whether the revision was bad before it began to serve, and the incident knows of that. */
    boolean isContinuedFrom(AIIncident incident);

    /** Whether it was there, and the revision served, when the incident began, whichever of its revisions that blames. */
    boolean wentOnUnder(AIIncident incident);
}
