package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;

/** Whether an incident only rehearses: nothing is changed for it, and nobody is notified. */
public final class DryRun {

    public static boolean isAsked(AIIncident incident) {
        return incident.getSpec().response != null && incident.getSpec().response.dryRun;
    }

    private DryRun() {}
}
