package dev.lastgood.simulator.invariant;

import dev.lastgood.api.Durations;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.history.Turns;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.SimulatedWorkload;
import dev.lastgood.simulator.world.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * In mode Auto with nothing paused or held, a bad revision that a probe sees stops serving whenever a rollback is possible;
 * otherwise the flags or the route go off, or a person is told why not. It holds after nothing has happened for settle, failAfter
 * samples, the rollback's deadline, goodFor and a minute.
 *
 * <p>A rollback is possible if another Good revision is not quarantined, is not suspected and was not bad last, the breaker is closed, and the bad one began to
 * serve within suspectWindow, after a good answer, and not by Lastgood's own hand. Of a fault that a person ended with FalseAlarm
 * or Accepted nothing is asked.
 */
public final class Protected implements Invariant {

    /** The beginning of the turn in which a rollback was impossible at some time: what was decided then stays. */
    private Instant impossible;

    private static final Duration SLACK = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "Protection";
    }

    @Override
    public void check(Simulation world) {
        Cluster cluster = world.cluster;
        Turns.Turn turn = world.turns.now();
        if (turn == null || turn.body().truth() != Truth.BAD) {
            return;
        }
        String answering = cluster.revisionOf(turn.body());
        if (answering != null && !isRollbackPossible(world, turn, cluster.revisions.get(answering))) {
            impossible = turn.from();
        }
        if (!isCalm(world) || isBeingReplaced(cluster, turn.body())) {
            return;
        }
        Instant since = turn.from().isAfter(world.disturbedAt()) ? turn.from() : world.disturbedAt();
        if (cluster.now().isBefore(since.plus(bound(cluster)))) {
            return;
        }
        String name = cluster.revisionOf(turn.body());
        if (name == null || cluster.models.values().stream().allMatch(m -> isEnded(cluster, m, name))) {
            return;
        }
        Revision revision = cluster.revisions.get(name);
        if (!turn.from().equals(impossible) && isRollbackPossible(world, turn, revision)) {
            world.find(
                    this,
                    revision.version() + " " + turn.body().configMaps() + " answers badly since " + turn.from()
                            + " and is not rolled back");
            return;
        }
        for (ModelDeployment model : cluster.models.values()) {
            if (!isRelieved(cluster, model) && !isSaid(cluster, model) && !isEnded(cluster, model, name)) {
                world.find(
                        this,
                        revision.version() + " answers badly since " + turn.from() + ": model "
                                + model.getMetadata().getName() + " is neither relieved, nor is a person told");
                return;
            }
        }
    }

    private static boolean isBeingReplaced(Cluster cluster, Body answering) {
        return cluster.workload != null
                && !cluster.workload.image.equals(answering.image())
                && cluster.now().isBefore(cluster.workload.writtenAt.plus(bound(cluster)));
    }

    private static boolean isCalm(Simulation world) {
        Cluster cluster = world.cluster;
        SimulatedWorkload workload = cluster.workload;
        return world.isWell()
                && !cluster.operatorPaused
                && !cluster.scarce
                && !cluster.upstreamDown
                && workload != null
                && workload.desired > 0
                && cluster.models.values().stream()
                        .allMatch(m -> !m.getSpec().paused
                                && m.getSpec().response.mode == ResponseMode.Auto
                                && !m.getSpec().probes.isEmpty())
                && cluster.incidents.values().stream().noneMatch(i -> !isOver(i) && i.getSpec().evidenceHold);
    }

    static boolean isOver(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && incident.getStatus().phase.isOver();
    }

    static Duration bound(Cluster cluster) {
        Duration longest = Duration.ZERO;
        for (ModelDeployment model : cluster.models.values()) {
            var response = model.getSpec().response;
            int failAfter = model.getSpec().probes.isEmpty()
                    ? 0
                    : model.getSpec().probes.get(0).failAfter;
            Duration own = Durations.parse(response.settle, Duration.ZERO)
                    .multipliedBy(2)
                    .plusSeconds(10L * (failAfter + 1))
                    .plus(Durations.parse(response.rollbackDeadline, Duration.ZERO))
                    .plus(Durations.parse(response.goodFor, Duration.ZERO))
                    .plus(SLACK);
            longest = own.compareTo(longest) > 0 ? own : longest;
        }
        return longest;
    }

    private static boolean isRollbackPossible(Simulation world, Turns.Turn turn, Revision bad) {
        Cluster cluster = world.cluster;
        boolean target = cluster.revisions.values().stream()
                .anyMatch(r -> r.state() == RevisionState.Good
                        && !cluster.quarantines.containsKey(r.name())
                        && !r.isSame(bad)
                        && !isSuspected(cluster, r)
                        && !world.turns.wasBadLast(cluster.bodies.get(r.name()))
                        && !wasBadLast(cluster, r));
        boolean ours =
                cluster.workload.marker != null && cluster.workload.marker.to().equals(bad.name());
        boolean fought = cluster.terms.gitOps && !cluster.terms.admission;
        boolean breaker = cluster.models.values().stream().anyMatch(m -> condition(m, ConditionType.Breaker)
                .map(c -> c.getStatus().equals("True"))
                .orElse(false));
        Duration window = cluster.models.values().stream()
                .map(m -> Durations.parse(m.getSpec().response.suspectWindow, Duration.ZERO))
                .min(Duration::compareTo)
                .orElseThrow();
        boolean recent = Duration.between(turn.from(), world.disturbedAt()).compareTo(window.minusMinutes(10)) < 0;
        // It stays a suggestion when the breaker closes, or when the policy changes.
        boolean suggested = cluster.incidents.values().stream()
                .filter(i -> i.getStatus() != null
                        && (i.getStatus().phase == Phase.Suggested
                                || i.getStatus().phase == Phase.NeedsHuman
                                        && i.getStatus().mode == ResponseMode.Observe))
                .anyMatch(i -> bad.name().equals(i.getStatus().suspect)
                        && (i.getSpec().response == null || i.getSpec().response.mode == null));
        return target && !suggested && !ours && !fought && !breaker && recent && turn.afterGood();
    }

    /** Also what was bad because it had no pods: no pods answered then, so that the world has no turn of it. */
    private static boolean wasBadLast(Cluster cluster, Revision revision) {
        return cluster.models.values().stream()
                .filter(m -> m.getStatus() != null)
                .anyMatch(m -> m.getStatus().turns.stream()
                        .filter(t -> t.revision.equals(revision.name()))
                        .findFirst()
                        .filter(t -> t.verdict == Outcome.Bad)
                        .isPresent());
    }

    private static boolean isSuspected(Cluster cluster, Revision revision) {
        return cluster.incidents.values().stream()
                .anyMatch(i ->
                        i.getStatus() != null && !isOver(i) && revision.name().equals(i.getStatus().suspect));
    }

    static Optional<Condition> condition(ModelDeployment model, ConditionType type) {
        return model.getStatus() == null
                ? Optional.empty()
                : model.getStatus().conditions.stream().filter(type::isOf).findFirst();
    }

    private static boolean isRelieved(Cluster cluster, ModelDeployment model) {
        boolean flags = !model.getSpec().flags.isEmpty()
                && model.getSpec().flags.stream().allMatch(f -> cluster.flags.get(f.name).off);
        boolean route = model.getSpec().route != null
                && cluster.switchedRoutes.contains(model.getSpec().route.httpRouteRef.name);
        return flags || route;
    }

    /** An incident of the model waits for a person, and says for what. */
    private static boolean isSaid(Cluster cluster, ModelDeployment model) {
        return cluster.incidents.values().stream()
                .filter(i ->
                        i.getSpec().modelRef.name.equals(model.getMetadata().getName()))
                .filter(i -> i.getStatus() != null && !isOver(i))
                .anyMatch(i -> i.getStatus().phase == Phase.NeedsHuman || i.getStatus().phase == Phase.Suggested);
    }

    private static boolean isEnded(Cluster cluster, ModelDeployment model, String revision) {
        Body body = cluster.bodies.get(revision);
        return cluster.incidents.values().stream()
                .filter(i ->
                        i.getSpec().modelRef.name.equals(model.getMetadata().getName()))
                .filter(i -> i.getStatus() != null && isOver(i))
                .filter(i -> i.getStatus().phase == Phase.RecordedOnly
                        || GivenResolution.is(i, Resolution.Kind.FalseAlarm)
                        || GivenResolution.is(i, Resolution.Kind.Accepted))
                .map(i -> i.getStatus().suspect == null ? i.getSpec().suspect : i.getStatus().suspect)
                .anyMatch(suspect -> suspect != null && body.equals(cluster.bodies.get(suspect)));
    }
}
