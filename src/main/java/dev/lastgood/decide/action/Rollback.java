package dev.lastgood.decide.action;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;

/**
 * The order to bring a workload back.
 *
 * @param marker what the patch writes to the workload, so that it is known after a crash
 * @param incident name of the incident, for the quarantine and the change cause
 * @param from the revision to take away
 * @param to the revision to restore
 */
public record Rollback(RollbackMarker marker, String incident, Revision from, Revision to, Manner manner)
        implements ClusterAction {

    /** How far it is meant. */
    public enum Manner {
        Real,
        /** For real, on a game day; it says so. */
        Drill,
        /** The API server is asked only; nothing is changed. */
        DryRun;

        /** How far an incident means what is not a dry run. */
        public static Manner of(AIIncident incident) {
            return incident.getSpec().drill ? Drill : Real;
        }
    }

    /** The first one of this attempt. */
    public static Rollback of(AIIncident incident, int attempt, Revision from, Revision to, Manner manner) {
        RollbackMarker marker = new RollbackMarker(incident.getMetadata().getUid(), attempt, from.name(), to.name());
        return new Rollback(marker, incident.getMetadata().getName(), from, to, manner);
    }

    public boolean isDryRun() {
        return manner == Manner.DryRun;
    }
}
