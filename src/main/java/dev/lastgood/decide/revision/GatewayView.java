package dev.lastgood.decide.revision;

import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A workload, what is declared, what runs, and what is remembered of it.
 *
 * @param kind of the workload
 * @param workload its name, for the names of new revisions
 * @param probing what the probes of its models say
 * @param pinned names of revisions that open incidents point at
 */
public record GatewayView(
        WorkloadKind kind,
        String workload,
        Live live,
        Rollout rollout,
        Pods pods,
        List<Revision> revisions,
        GatewayPolicy policy,
        Probing probing,
        Set<String> pinned) {

    /** The revision that is declared now, where it has been seen. */
    public Optional<Revision> declared() {
        return revisions.stream().filter(r -> r.hash().equals(live.hash())).findFirst();
    }

    /** Why no restored revision would be rolled out, and what to write instead; empty where it would. */
    public Optional<String> obstacle() {
        return Optional.ofNullable(rollout.obstacle())
                .map(obstacle -> "the " + kind + " " + workload
                        + switch (obstacle) {
                            case UpdateStrategyOnDelete ->
                                " has the updateStrategy OnDelete: pods would keep what they run until somebody deletes them; "
                                        + "write RollingUpdate";
                            case RolloutPartitioned ->
                                " has a partition (spec.updateStrategy.rollingUpdate.partition): the pods below it would keep "
                                        + "what they run; write 0";
                            default -> " is paused (spec.paused), nothing would be rolled out";
                        });
    }

    /** Has what is configured reached every pod? Where pods reload it, two minutes after it was written. */
    public boolean isConfigurationPickedUp(Instant now) {
        return policy.configReload()
                ? live.configWrittenAt() == null
                        || !now.isBefore(live.configWrittenAt().plus(GatewayPolicy.CONFIG_RELOAD))
                : rollout.isComplete() && pods.allStartedAfter(live.configWrittenAt());
    }

    public Duration untilReloaded(Instant now) {
        return Duration.between(now, live.configWrittenAt().plus(GatewayPolicy.CONFIG_RELOAD));
    }

    public Optional<Revision> revision(String name) {
        return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
