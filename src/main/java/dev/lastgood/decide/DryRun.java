package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;

/** Whether an incident only rehearses: nothing is changed for it, and nobody is notified. */
final class DryRun {

    static boolean isAsked(AIIncident incident) {
        return incident.getSpec().response != null && incident.getSpec().response.dryRun;
    }

    private DryRun() {}
}
