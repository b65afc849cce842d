package dev.lastgood.decide.incident;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;

/** Offers to let a quarantined revision in again whose rollback did not help: what was restored is bad, too. */
public final class ReleaseOffer {

    /** Returns what to type, whole. */
    public static String words(ModelDeployment model, String revision) {
        return "the rollback did not help, so " + revision
                + " is probably not the cause. To let it in again: kubectl annotate mdl "
                + model.getMetadata().getName() + " -n " + model.getMetadata().getNamespace() + " --overwrite "
                + Names.RELEASE + "=" + revision;
    }

    /** Whether the incident rolled this revision back in its present attempt, and what it restored turned out to be bad. */
    public static boolean isDue(AIIncident incident, String revision) {
        AIIncidentStatus status = incident.getStatus();
        if (status == null || status.rollback == null || !revision.equals(status.rollback.fromRevision)) {
            return false;
        }
        return StepName.in(status, StepName.VERIFY)
                .filter(s ->
                        s.state == StepState.Failed && Reason.ProbesBad.name().equals(s.reason))
                .isPresent();
    }

    private ReleaseOffer() {}
}
