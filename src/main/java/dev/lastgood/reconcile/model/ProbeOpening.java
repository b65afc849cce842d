package dev.lastgood.reconcile.model;

import dev.lastgood.act.incident.IncidentOpener;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.opening.Opening;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Opens an incident if a model's probes call for one that the workload does not have yet. */
@ApplicationScoped
class ProbeOpening {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final GatewayObserver gateways;
    private final IncidentOpener opener;

    ProbeOpening(WatchedModels models, WatchedIncidents incidents, GatewayObserver gateways, IncidentOpener opener) {
        this.models = models;
        this.incidents = incidents;
        this.gateways = gateways;
        this.opener = opener;
    }

    void open(ModelDeployment model, Revision serving, Map<String, ProbeState> verdicts) {
        WorkloadKey workload = WorkloadKey.of(model);
        opener.open(
                Opening.of(model, serving, verdicts, incidents.of(models.of(workload)), time -> gateways.view(workload)
                        .flatMap(view -> view.changedInPlace(serving, time))));
    }
}
