package dev.lastgood.simulator.invariant;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Cluster;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An incident is not Open or Stabilizing for longer than the bound of {@link Protected} and once more the rollback's deadline after
 * anything happened, unless its condition Ready is False and names a person's act. Suggested and NeedsHuman always do. Once a
 * person has done what Ready names, the incident has moved within the same time. Without pods nothing can be verified, and a
 * rollback waits.
 */
public final class Liveness implements Invariant {

    /** Reasons whose remedy is a person's act on the incident, the model, the workload or the operator. */
    static final Set<Reason> FOR_PEOPLE = EnumSet.of(
            Reason.AwaitingApproval,
            Reason.ApprovedPlanOutdated,
            Reason.BreakerOpen,
            Reason.ObserveOnly,
            Reason.OperatorPaused,
            Reason.ModelPaused,
            Reason.EvidenceHold,
            Reason.StillBad,
            Reason.SuspectUnknown,
            Reason.ModelNotFound,
            Reason.WorkloadNotFound,
            Reason.LadderExhausted,
            Reason.RevertedTooOften,
            Reason.RecreatedTooOften,
            Reason.FlagRevertedTooOften,
            Reason.ProbesUnknown);

    @Override
    public void check(Simulation world) {
        Cluster cluster = world.cluster;
        if (!world.isWell()
                || cluster.scarce
                || cluster.workload == null
                || cluster.workload.desired == 0
                || cluster.workload.lost) {
            return;
        }
        Duration bound = Protected.bound(cluster).multipliedBy(2);
        if (cluster.now().isBefore(world.disturbedAt().plus(bound))) {
            return;
        }
        for (AIIncident incident : cluster.incidents.values()) {
            if (!Protected.isOver(incident)) {
                judge(world, incident, bound);
            }
        }
        world.people.obeyed().ifPresent(obeyed -> {
            AIIncident incident = cluster.incidents.get(obeyed.incident());
            if (obeyed.at().equals(world.disturbedAt())
                    && incident != null
                    && obeyed.before().equals(summary(incident))) {
                world.find(
                        this,
                        "incident " + obeyed.incident() + " did not move after " + obeyed.act() + ": "
                                + obeyed.before());
            }
        });
    }

    private void judge(Simulation world, AIIncident incident, Duration bound) {
        AIIncidentStatus status = incident.getStatus();
        String name = incident.getMetadata().getName();
        if (status == null || status.phase == null) {
            world.find(this, "incident " + name + " was never looked at");
            return;
        }
        Optional<Condition> ready = ready(status);
        boolean asks = ready.filter(c -> c.getStatus().equals("False"))
                .filter(c -> FOR_PEOPLE.contains(Reason.of(c.getReason())))
                .isPresent();
        boolean moving = status.phase == Phase.Open || status.phase == Phase.Stabilizing;
        boolean waiting = status.phase == Phase.Suggested || status.phase == Phase.NeedsHuman;
        boolean rolling = world.cluster.now().isBefore(world.cluster.workload.writtenAt.plus(bound))
                && ready.filter(c -> Reason.of(c.getReason()) == Reason.RolloutInProgress)
                        .isPresent();
        if (rolling) {
            return;
        }
        if ((moving && Instant.parse(latest(status)).plus(bound).isBefore(world.cluster.now()) || waiting) && !asks) {
            world.find(
                    this,
                    "incident " + name + " stays " + status.phase + ", and Ready says "
                            + ready.map(c -> c.getStatus() + " " + c.getReason())
                                    .orElse("nothing"));
        }
    }

    private static String latest(AIIncidentStatus status) {
        return status.timeline.isEmpty() ? "1970-01-01T00:00:00Z" : status.timeline.get(status.timeline.size() - 1).at;
    }

    static Optional<Condition> ready(AIIncidentStatus status) {
        return status.conditions.stream().filter(ConditionType.Ready::isOf).findFirst();
    }

    /** What people see of an incident in a line. */
    public static String summary(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        return status == null
                ? "no status"
                : status.phase + " "
                        + ready(status)
                                .map(c -> c.getStatus() + " " + c.getReason())
                                .orElse("-") + " attempt " + status.attempt + " plan "
                        + (status.plan == null ? null : status.plan.hash);
    }
}
