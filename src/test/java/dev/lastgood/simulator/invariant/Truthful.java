package dev.lastgood.simulator.invariant;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.history.Turns;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Message;
import dev.lastgood.simulator.world.Terms;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a settled status says is so in the world: that flags are off, that the route leads to the fallback, which revision serves, what
 * a rollback would restore, what is kept out, and which phase the chat was told last. Checked when nothing keeps the
 * operator from looking. Which revision serves may be half a minute behind, and three minutes if pods reload by themselves; if
 * the model does not say that they reload, the operator cannot know.
 */
public final class Truthful implements Invariant {

    @Override
    public String name() {
        return "Truth";
    }

    @Override
    public void check(Simulation world) {
        if (!world.isWell()) {
            return;
        }
        for (AIIncident incident : world.cluster.incidents.values()) {
            if (incident.getStatus() != null && !Protected.isOver(incident)) {
                flags(world, incident);
                chat(world, incident);
            }
        }
        for (ModelDeployment model : world.cluster.models.values()) {
            if (model.getStatus() != null && world.cluster.workload != null) {
                model(world, model);
            }
        }
    }

    private void flags(Simulation world, AIIncident incident) {
        Cluster cluster = world.cluster;
        ModelDeployment model = cluster.models.get(incident.getSpec().modelRef.name);
        Optional<Condition> stabilized = incident.getStatus().conditions.stream()
                .filter(ConditionType.Stabilized::isOf)
                .filter(c -> c.getStatus().equals("True"))
                .findFirst();
        String name = incident.getMetadata().getName();
        String reason = stabilized.map(Condition::getReason).orElse("");
        boolean paused = cluster.operatorPaused || model.getSpec().paused;
        if (reason.equals(Reason.FlagsDisabled.name()) && !paused) {
            model.getSpec().flags.stream()
                    .filter(f -> incident.getSpec().response == null
                            || incident.getSpec().response.flags == null
                            || incident.getSpec().response.flags.contains(f.name))
                    .filter(f -> incident.getStatus().flags.stream().anyMatch(r -> r.name.equals(f.name)))
                    .filter(f -> !cluster.flags.get(f.name).off)
                    .findFirst()
                    .ifPresent(f -> world.find(
                            this, "incident " + name + " says that the flags are off, and " + f.name + " is on"));
        }
        if (reason.equals(Reason.SuspectNotServing.name())
                && cluster.workload != null
                && cluster.workload.marker != null
                && cluster.workload
                        .marker
                        .incidentUid()
                        .equals(incident.getMetadata().getUid())
                && cluster.workload.marker.attempt() == incident.getStatus().attempt) {
            world.find(
                    this, "incident " + name + " says that nothing was changed, and the workload carries its rollback");
        }
        if (reason.equals(Reason.RouteSwitched.name())
                && model.getSpec().route != null
                && !cluster.switchedRoutes.contains(model.getSpec().route.httpRouteRef.name)) {
            world.find(this, "incident " + name + " says that the route is switched, and it is not");
        }
    }

    private void chat(Simulation world, AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        Message last = null;
        for (Message message : world.cluster.messages.values()) {
            if (message.receiver().equals("chat")
                    && message.incidentUid().equals(incident.getMetadata().getUid())) {
                last = message;
            }
        }
        if (last != null && !last.text().endsWith(": " + status.phase)) {
            world.find(
                    this,
                    "incident " + incident.getMetadata().getName() + " is " + status.phase
                            + ", and the chat was told last: " + last.text());
        }
    }

    private void model(Simulation world, ModelDeployment model) {
        Cluster cluster = world.cluster;
        ModelDeploymentStatus status = model.getStatus();
        String name = model.getMetadata().getName();
        if (status.lastGoodRevision != null) {
            Revision last = cluster.revisions.get(status.lastGoodRevision);
            if (last == null || last.state() != RevisionState.Good || cluster.quarantines.containsKey(last.name())) {
                world.find(
                        this,
                        "model " + name + " says that a rollback restores " + status.lastGoodRevision + ", which is "
                                + (last == null ? "gone" : last.state()));
            }
        }
        boolean kept = Protected.condition(model, ConditionType.Quarantined)
                .map(c -> c.getStatus().equals("True"))
                .orElse(false);
        boolean isKept = cluster.revisions.values().stream()
                .anyMatch(r -> r.isQuarantined() || cluster.quarantines.containsKey(r.name()));
        if (kept != isKept) {
            world.find(this, "model " + name + " says Quarantined " + kept + ", and that is not so");
        }
        serving(world, name, status);
    }

    private void serving(Simulation world, String model, ModelDeploymentStatus status) {
        Cluster cluster = world.cluster;
        Turns.Turn turn = world.turns.now();
        Duration tolerance =
                cluster.terms.reading == Terms.Reading.RELOADED ? Duration.ofMinutes(3) : Duration.ofSeconds(30);
        if (turn == null
                || cluster.terms.reading == Terms.Reading.MOUNTED
                || cluster.now().isBefore(turn.from().plus(tolerance))
                || cluster.now().isBefore(cluster.workload.writtenAt.plus(tolerance))
                || cluster.now().isBefore(world.disturbedAt().plus(tolerance))
                || status.servingRevision == null
                || cluster.scarce) {
            return;
        }
        Body known = cluster.bodies.get(status.servingRevision);
        Body said = known == null ? null : cluster.ofPolicy(known);
        if (said != null && !cluster.isAmbiguous() && !Cluster.isRun(said, turn.body())) {
            world.find(
                    this,
                    "model " + model + " says that " + said + " serves, and " + turn.body() + " answers"
                            + (isWrittenLater(cluster) ? ", and its ConfigMaps were written later" : ""));
        }
    }

    /** A ConfigMap was written after the pods started that answer. */
    private static boolean isWrittenLater(Cluster cluster) {
        Instant started = cluster.workload.readyPods().oldestStart();
        return started != null
                && cluster.configMapsWritten.values().stream().anyMatch(written -> written.isAfter(started));
    }
}
