package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.BackgroundResults;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.OperatorState;
import dev.lastgood.decide.incident.OtherIncidents;
import dev.lastgood.decide.incident.WorkloadHistory;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.OperatorNamespace;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Gathers all that an incident's plan depends on; nothing is read over the network. */
@ApplicationScoped
public class IncidentObserver {

    private final WatchedModels models;
    private final OperatorNamespace operator;
    private final GatewayObserver gateways;
    private final IncidentRecords records;
    private final IncidentWork work;
    private final SwitchObserver switches;

    IncidentObserver(
            WatchedModels models,
            OperatorNamespace operator,
            GatewayObserver gateways,
            IncidentRecords records,
            IncidentWork work,
            SwitchObserver switches) {
        this.models = models;
        this.operator = operator;
        this.gateways = gateways;
        this.records = records;
        this.work = work;
        this.switches = switches;
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
                        neighbors.heldByOthers(incident),
                        switches.switchedByOthers(incident, model),
                        neighbors.holding(incident),
                        neighbors.apart()),
                new BackgroundResults(work.results(incident), work.change(incident), isKnown(incident, workload)),
                new OperatorState(operator.isPaused(), records.term(operator.leaderTerm())),
                switches.flagContents(incident, model));
    }

    private WorkloadHistory history(WorkloadKey workload) {
        return new WorkloadHistory(
                gateways.marker(workload).orElse(null),
                gateways.rollbacks(workload),
                gateways.lastWriter(workload),
                gateways.createdAt(workload));
    }

    /** Asked at first sight only: an incident in progress is known to the ledger, of course. */
    private boolean isKnown(AIIncident incident, WorkloadKey workload) {
        return (incident.getStatus() == null || incident.getStatus().phase == null)
                && records.known(
                        incident.getMetadata().getNamespace(),
                        incident.getMetadata().getName(),
                        incident.getSpec().attempt,
                        incident.getMetadata().getUid(),
                        workload == null ? List.of() : revisions(workload));
    }

    /** What serves and what is declared; a revision that is not recorded yet has no name, and none is known by it. */
    private List<String> revisions(WorkloadKey workload) {
        GatewayView view = gateways.view(workload).orElse(null);
        Optional<Revision> serving = view == null ? Optional.empty() : Serving.now(view.revisions());
        return serving.map(s ->
                        List.of(s.name(), view.declared().map(Revision::name).orElse("not recorded yet")))
                .orElse(List.of());
    }
}
