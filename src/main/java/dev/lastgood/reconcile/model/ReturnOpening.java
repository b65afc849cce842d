package dev.lastgood.reconcile.model;

import dev.lastgood.act.incident.IncidentOpener;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.opening.ReturnedRevision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Opens an incident if a quarantined revision serves again after its incident was over. */
@ApplicationScoped
class ReturnOpening {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final GatewayObserver gateways;
    private final IncidentOpener opener;

    ReturnOpening(WatchedModels models, WatchedIncidents incidents, GatewayObserver gateways, IncidentOpener opener) {
        this.models = models;
        this.incidents = incidents;
        this.gateways = gateways;
        this.opener = opener;
    }

    void openIfDue(ModelDeployment model, WorkloadKey workload, RevisionDecision decision) {
        List<ModelDeployment> owners = models.of(workload);
        List<AIIncident> known = incidents.of(owners);
        if (ReturnedRevision.possible(decision.revisions(), known).isEmpty()) {
            return; // in almost all passes: what is declared need not be put together
        }
        Optional<AIIncident> incident =
                gateways.view(workload).flatMap(view -> ReturnedRevision.of(model, owners, view, known));
        incident.ifPresent(i -> opener.open(i, "a revision that came back"));
    }
}
