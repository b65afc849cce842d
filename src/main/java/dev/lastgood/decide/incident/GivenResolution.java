package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Resolution;

/** What a person wrote into {@code spec.resolution}, if anything. */
public final class GivenResolution {

    public static boolean is(AIIncident incident, Resolution.Kind kind) {
        return incident.getSpec().resolution != null && incident.getSpec().resolution.kind == kind;
    }

    public static boolean isFalseAlarm(AIIncident incident) {
        return is(incident, Resolution.Kind.FalseAlarm);
    }

    private GivenResolution() {}
}
