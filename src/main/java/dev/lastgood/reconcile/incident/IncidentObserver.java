package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.BackgroundResults;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.OperatorState;
import dev.lastgood.decide.incident.OtherIncidents;
import dev.lastgood.decide.incident.WorkloadHistory;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.OperatorNamespace;
import dev.lastgood.observe.kube.WatchedConfigMaps;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gathers all that an incident's plan depends on; nothing is read over the network. */
@ApplicationScoped
public class IncidentObserver {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final WatchedConfigMaps configMaps;
    private final OperatorNamespace operator;
    private final GatewayObserver gateways;
    private final IncidentRecords records;
    private final RecordWorker worker;
    private final RevisionComparer comparer;

    public IncidentObserver(
            WatchedModels models,
            WatchedIncidents incidents,
            WatchedConfigMaps configMaps,
            OperatorNamespace operator,
            GatewayObserver gateways,
            IncidentRecords records,
            RecordWorker worker,
            RevisionComparer comparer) {
        this.comparer = comparer;
        this.models = models;
        this.incidents = incidents;
        this.configMaps = configMaps;
        this.operator = operator;
        this.gateways = gateways;
        this.records = records;
        this.worker = worker;
    }

    IncidentView view(AIIncident incident) {
        ModelDeployment model = models.find(incident.getMetadata().getNamespace(), incident.getSpec().modelRef.name)
                .orElse(null);
        WorkloadKey workload = model == null ? null : WorkloadKey.of(model);
        WorkloadIncidents neighbors =
                workload == null ? new WorkloadIncidents(List.of()) : gateways.incidents(workload);
        return new IncidentView(
                incident,
                model,
                workload == null ? null : gateways.view(workload).orElse(null),
                workload == null ? WorkloadHistory.NONE : history(workload),
                new OtherIncidents(
                        neighbors.heldByOthers(incident), switchedByOthers(incident, model), neighbors.apart()),
                new BackgroundResults(worker.results(incident), comparer.of(incident), isKnown(incident)),
                new OperatorState(operator.isPaused(), operator.leaderTerm()),
                flagContents(incident, model));
    }

    private WorkloadHistory history(WorkloadKey workload) {
        return new WorkloadHistory(
                gateways.marker(workload).orElse(null), gateways.rollbacks(workload), gateways.lastWriter(workload));
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
                        f -> configMaps.contentOf(model.getMetadata().getNamespace(), f.configMapRef.name),
                        (a, b) -> a));
    }

    /** Asked at the end only. */
    private Map<String, String> switchedByOthers(AIIncident incident, ModelDeployment model) {
        if (model == null || incident.getSpec().resolution == null || !incident.getSpec().resolution.restore) {
            return Map.of();
        }
        Map<String, String> switched = new HashMap<>();
        for (AIIncident other : incidents.of(model)) {
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
