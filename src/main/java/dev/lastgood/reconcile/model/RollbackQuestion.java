package dev.lastgood.reconcile.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.workload.RollbackRehearsal;
import dev.lastgood.act.workload.WorkloadRollback;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks whether the rollback that an incident would do now would work. */
@ApplicationScoped
class RollbackQuestion {

    /** What an incident is called where none exists. */
    private static final String REHEARSAL = "rehearsal";

    private final GatewayObserver gateways;
    private final RevisionBodies bodies;
    private final RollbackRehearsal rehearsal;

    RollbackQuestion(GatewayObserver gateways, RevisionBodies bodies, RollbackRehearsal rehearsal) {
        this.gateways = gateways;
        this.bodies = bodies;
        this.rehearsal = rehearsal;
    }

    /**
     * Blocks for some requests.
     *
     * @return empty if the workload changed at the same time, which says nothing
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server could not answer
     */
    Optional<Outlook> ask(ModelDeployment model) {
        WorkloadKey workload = WorkloadKey.of(model);
        Optional<DeclaredGateway> seen = gateways.declared(workload);
        Optional<GatewayView> view = gateways.view(workload);
        if (seen.isEmpty() || view.isEmpty()) {
            return Optional.empty();
        }
        Optional<Revision> from = Serving.now(view.get().revisions());
        Optional<Revision> to = LastGood.of(view.get().revisions(), from.orElse(null));
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        RollbackMarker marker = new RollbackMarker(
                model.getMetadata().getUid(), 1, from.get().name(), to.get().name());
        Rollback order = new Rollback(marker, REHEARSAL, from.get(), to.get(), Rollback.Manner.DryRun);
        return obstacles(order, workload, seen.get()).map(found -> {
            List<Obstacle> obstacles = new ArrayList<>();
            // What else keeps a rollback from working is added here, the most important one first.
            view.get()
                    .obstacle()
                    .ifPresent(words ->
                            obstacles.add(new Obstacle(view.get().rollout().obstacle(), words)));
            obstacles.addAll(found);
            return Outlook.of(order.from(), order.to(), obstacles);
        });
    }

    private Optional<List<Obstacle>> obstacles(Rollback order, WorkloadKey workload, DeclaredGateway seen) {
        Optional<JsonNode> from = bodies.of(workload.namespace(), order.from().name());
        Optional<JsonNode> to = bodies.of(workload.namespace(), order.to().name());
        if (from.isEmpty() || to.isEmpty()) {
            String gone = to.isEmpty() ? order.to().name() : order.from().name();
            return Optional.of(List.of(new Obstacle(
                    Reason.TargetNotFound, "the data of the ControllerRevision " + gone + " do not exist any more")));
        }
        return rehearsal.obstacles(
                order,
                new WorkloadRollback.Scene(
                        seen.workload(),
                        from.get(),
                        to.get(),
                        seen.settings().noise(),
                        seen.settings().sharedConfigMaps(),
                        seen.settings().configReload()));
    }
}
