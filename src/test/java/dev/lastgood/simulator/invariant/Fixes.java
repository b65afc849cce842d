package dev.lastgood.simulator.invariant;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.history.Turns;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import dev.lastgood.simulator.world.Truth;
import java.time.Duration;
import java.time.Instant;

/**
 * A revision that answers well earns Good within its soak, twenty samples and five minutes, in which nothing happens, unless it
 * broke during the soak, is a mixture, or an unfinished incident suspects it: each of these says what to do. What is quarantined
 * does not serve for longer than the bound of {@link Protected} in mode Auto, unless an incident waits for a person.
 */
public final class Fixes implements Invariant {

    private static final Duration SAMPLES = Duration.ofMinutes(9);

    @Override
    public String name() {
        return "Fix";
    }

    @Override
    public void check(Simulation world) {
        Cluster cluster = world.cluster;
        Turns.Turn turn = world.turns.now();
        if (turn == null
                || !world.isWell()
                || cluster.scarce
                || cluster.workload == null
                || cluster.workload.desired == 0) {
            return;
        }
        String name = cluster.revisionOf(turn.body());
        Revision revision = name == null ? null : cluster.revisions.get(name);
        if (revision == null || !Cluster.isRun(cluster.declared(), turn.body())) {
            return;
        }
        Instant since = turn.from().isAfter(world.disturbedAt()) ? turn.from() : world.disturbedAt();
        if (turn.body().truth() == Truth.GOOD && !cluster.upstreamDown) {
            earns(world, turn, revision, since);
        }
        if (revision.isQuarantined() || cluster.quarantines.containsKey(name)) {
            stays(world, revision, since);
        }
    }

    private void earns(Simulation world, Turns.Turn turn, Revision revision, Instant since) {
        Cluster cluster = world.cluster;
        Duration soak = Duration.ofSeconds(cluster.terms.soak).plus(SAMPLES);
        Instant bad = world.probed.lastBad(turn.body());
        Instant relieved = cluster.incidents.values().stream()
                .filter(i -> i.getStatus() != null && revision.name().equals(i.getStatus().suspect))
                .map(i -> i.getStatus().times)
                .filter(times -> times != null && times.resolved != null)
                .map(times -> Instant.parse(times.resolved))
                .max(Instant::compareTo)
                .orElse(since);
        Reason reason = Reason.of(revision.reason());
        // The model says ConfigurationNotPickedUp, and what to do.
        boolean notPickedUp =
                cluster.terms.reading == Terms.Reading.MOUNTED && revision.state() == RevisionState.NotRunning;
        boolean excused = notPickedUp
                || reason == Reason.BrokeDuringSoak
                || reason == Reason.MixtureOfFailed
                || revision.isQuarantined();
        if (cluster.now().isBefore(since.plus(soak))
                || cluster.now().isBefore(relieved.plus(soak))
                || bad != null && cluster.now().isBefore(bad.plus(soak))
                || revision.state() == RevisionState.Good
                || excused
                || cluster.terms.probes > 0 && !world.probed.isAllGood(turn)
                || cluster.incidents.values().stream().anyMatch(i -> suspects(i, revision))) {
            return;
        }
        world.find(
                this,
                revision.version() + " answers well since " + turn.from() + " and is " + revision.state() + " ("
                        + revision.reason() + ", incident " + revision.incident() + ")");
    }

    private static boolean suspects(AIIncident incident, Revision revision) {
        return incident.getStatus() != null
                && !Protected.isOver(incident)
                && revision.name().equals(incident.getStatus().suspect);
    }

    /** A person has let it be. */
    private static boolean isAccepted(AIIncident incident, Revision revision) {
        return GivenResolution.is(incident, Resolution.Kind.Accepted)
                && revision.name().equals(incident.getStatus().suspect);
    }

    private void stays(Simulation world, Revision revision, Instant since) {
        Cluster cluster = world.cluster;
        boolean calm = !cluster.operatorPaused
                && cluster.models.values().stream()
                        .allMatch(m -> !m.getSpec().paused && m.getSpec().response.mode == ResponseMode.Auto);
        boolean said = cluster.incidents.values().stream()
                .filter(i -> i.getStatus() != null)
                .anyMatch(i -> i.getStatus().phase == Phase.NeedsHuman
                        || i.getStatus().phase == Phase.Suggested
                        || i.getSpec().evidenceHold
                        || suspects(i, revision) && i.getStatus().phase == Phase.Mitigated
                        || isAccepted(i, revision));
        if (calm
                && !said
                && !cluster.now().isBefore(since.plus(Protected.bound(cluster).multipliedBy(2)))) {
            world.find(
                    this,
                    "the quarantined " + revision.version() + " serves since " + since
                            + ", and no incident waits for a person");
        }
    }
}
