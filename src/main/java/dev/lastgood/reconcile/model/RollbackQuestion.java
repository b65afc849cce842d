package dev.lastgood.reconcile.model;

import dev.lastgood.act.workload.RollbackRehearsal;
import dev.lastgood.act.workload.WorkloadRollback;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.RollbackScenes;
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
    private final RollbackScenes scenes;
    private final RollbackRehearsal rehearsal;

    RollbackQuestion(GatewayObserver gateways, RollbackScenes scenes, RollbackRehearsal rehearsal) {
        this.gateways = gateways;
        this.scenes = scenes;
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
        Optional<Revision> to = LastGood.of(
                view.get().revisions(), from.orElse(null), view.get().reputation());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<Obstacle>> found = obstacles(model, seen.get(), view.get(), from.get(), to.get());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Optional<Revision> older = LastGood.before(
                view.get().revisions(), from.get(), to.get(), view.get().reputation());
        boolean isOfTarget = !found.get().isEmpty()
                && found.get().stream().map(Obstacle::reason).allMatch(RollbackOutcome::isOfTarget);
        if (isOfTarget && older.isPresent()) {
            Optional<List<Obstacle>> instead = obstacles(model, seen.get(), view.get(), from.get(), older.get());
            if (instead.isEmpty()) {
                return Optional.empty();
            }
            if (instead.get().isEmpty()) {
                return Optional.of(Outlook.older(from.get(), to.get(), found.get(), older.get()));
            }
        }
        return Optional.of(Outlook.of(from.get(), to.get(), found.get()));
    }

    /** Empty if the workload changed at the same time. */
    private Optional<List<Obstacle>> obstacles(
            ModelDeployment model, DeclaredGateway seen, GatewayView view, Revision from, Revision to) {
        RollbackMarker marker = new RollbackMarker(model.getMetadata().getUid(), 1, from.name(), to.name());
        Rollback order = new Rollback(marker, REHEARSAL, from, to, Rollback.Manner.DryRun);
        Optional<WorkloadRollback.Scene> scene = scenes.of(order, seen, view.revisions());
        Optional<List<Obstacle>> found = scene.isPresent()
                ? rehearsal.obstacles(order, scene.get())
                : Optional.of(List.of(new Obstacle(
                        Reason.TargetNotFound,
                        "the data of " + to.name() + " or of " + from.name() + " do not exist any more")));
        return found.map(of -> {
            // What else keeps a rollback from working is added here, the most important one first.
            List<Obstacle> obstacles = new ArrayList<>();
            view.obstacle().ifPresent(obstacles::add);
            obstacles.addAll(of);
            return obstacles;
        });
    }
}
