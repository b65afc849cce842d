package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Resolution;

/** What a person wrote into {@code spec.resolution}, if anything. */
final class GivenResolution {

    static boolean is(AIIncident incident, Resolution.Kind kind) {
        return incident.getSpec().resolution != null && incident.getSpec().resolution.kind == kind;
    }

    static boolean isFalseAlarm(AIIncident incident) {
        return is(incident, Resolution.Kind.FalseAlarm);
    }

    private GivenResolution() {}
}
