package dev.lastgood.reconcile;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.observe.Gateways;
import dev.lastgood.observe.Watches;
import dev.lastgood.observe.WorkloadKey;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers all that an incident's plan depends on; nothing is read over the network. */
@ApplicationScoped
public class IncidentObserver {

    private final Watches watches;
    private final Gateways gateways;
    private final IncidentRecords records;
    private final RecordWorker worker;
    private final Comparisons comparisons;

    public IncidentObserver(
            Watches watches, Gateways gateways, IncidentRecords records, RecordWorker worker, Comparisons comparisons) {
        this.comparisons = comparisons;
        this.watches = watches;
        this.gateways = gateways;
        this.records = records;
        this.worker = worker;
    }

    IncidentView view(AIIncident incident) {
        ModelDeployment model = watches.model(incident.getMetadata().getNamespace(), incident.getSpec().modelRef.name)
                .orElse(null);
        WorkloadKey workload = model == null ? null : WorkloadKey.of(model);
        return new IncidentView(
                incident,
                model,
                workload == null ? null : gateways.view(workload).orElse(null),
                workload == null ? null : gateways.marker(workload).orElse(null),
                watches.isPaused(),
                isKnown(incident),
                watches.leaderTerm(),
                worker.results(incident),
                comparisons.of(incident),
                workload == null ? Map.of() : gateways.heldByOthers(workload, incident),
                workload == null ? List.of() : gateways.rollbacks(workload),
                workload == null ? Set.of() : gateways.apart(workload),
                workload == null ? null : gateways.lastWriter(workload),
                flagContents(incident, model),
                switchedByOthers(incident, model));
    }

    /** Told only where a flag was switched off: nobody asks else. */
    private Map<String, String> flagContents(AIIncident incident, ModelDeployment model) {
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
                        f -> watches.contentOf(model.getMetadata().getNamespace(), f.configMapRef.name),
                        (a, b) -> a));
    }

    /** Asked at the end only. */
    private Map<String, String> switchedByOthers(AIIncident incident, ModelDeployment model) {
        if (model == null || incident.getSpec().resolution == null || !incident.getSpec().resolution.restore) {
            return Map.of();
        }
        Map<String, String> switched = new HashMap<>();
        for (AIIncident other : watches.incidentsOf(model)) {
            String name = other.getMetadata().getName();
            AIIncidentStatus status = other.getStatus();
            if (name.equals(incident.getMetadata().getName())
                    || status == null
                    || status.phase == null
                    || status.phase.isOver()) {
                continue;
            }
            if (status.flags != null) {
                status.flags.forEach(f -> switched.put("flag/" + f.name, name));
            }
            if (status.route != null) {
                switched.put("route", name);
            }
        }
        return switched;
    }

    /** Asked at first sight only: an incident in progress is known to the ledger, of course. */
    private boolean isKnown(AIIncident incident) {
        return (incident.getStatus() == null || incident.getStatus().phase == null)
                && records.known(
                        incident.getMetadata().getNamespace(),
                        incident.getMetadata().getName(),
                        incident.getSpec().attempt,
                        incident.getMetadata().getUid());
    }
}
