package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.observe.kube.WatchedConfigMaps;
import dev.lastgood.observe.kube.WatchedIncidents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Knows which flags and routes a model's incidents switched, and what the flags' ConfigMaps contain now. */
@ApplicationScoped
class SwitchObserver {

    private final WatchedConfigMaps configMaps;
    private final WatchedIncidents incidents;

    SwitchObserver(WatchedConfigMaps configMaps, WatchedIncidents incidents) {
        this.configMaps = configMaps;
        this.incidents = incidents;
    }

    /** Returns digests by name of the flag; empty unless the incident switched a flag off: nothing else needs them. */
    Map<String, String> flagContents(AIIncident incident, ModelDeployment model) {
        if (model == null
                || incident.getStatus() == null
                || incident.getStatus().flags == null
                || incident.getStatus().flags.isEmpty()) {
            return Map.of();
        }
        return model.getSpec().flags.stream()
                .filter(f -> f.configMapRef != null)
                .collect(Collectors.toMap(
                        f -> f.name,
                        f -> configMaps.contentOf(model.getMetadata().getNamespace(), f.configMapRef.name),
                        (a, b) -> a));
    }

    /**
     * Returns {@code flag/<name>} or {@code route} to the name of the incident; empty unless the incident is to restore
     * what it switched: nothing else needs it.
     */
    Map<String, String> switchedByOthers(AIIncident incident, ModelDeployment model) {
        if (model == null || incident.getSpec().resolution == null || !incident.getSpec().resolution.restore) {
            return Map.of();
        }
        return switchedByOthers(incident.getMetadata().getName(), incidents.of(model));
    }

    private static Map<String, String> switchedByOthers(String incident, List<AIIncident> all) {
        Map<String, String> switched = new HashMap<>();
        for (AIIncident other : all) {
            String name = other.getMetadata().getName();
            AIIncidentStatus status = other.getStatus();
            if (name.equals(incident) || status == null || status.phase == null || status.phase.isOver()) {
                continue;
            }
            if (status.flags != null) {
                status.flags.forEach(f -> switched.put(StepName.FLAG + f.name, name));
            }
            if (status.route != null) {
                switched.put(StepName.ROUTE, name);
            }
        }
        return switched;
    }
}
