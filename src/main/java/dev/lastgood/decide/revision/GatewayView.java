package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.OwningController;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A workload, what is declared, what runs, and what is remembered of it.
 *
 * @param kind of the workload
 * @param workload its name, for the names of new revisions
 * @param probing what the probes of its models say
 * @param pinned names of revisions that open incidents point at
 * @param kin what the declared revision has of quarantined ones, by their names; one that is not compared yet is missing
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
        Set<String> pinned,
        Neighborhood neighborhood,
        Map<String, Kinship> kin) {

    /** Copies the map. */
    public GatewayView {
        kin = Map.copyOf(kin);
    }

    /** The same with this kin. */
    public GatewayView withKin(Map<String, Kinship> compared) {
        return new GatewayView(
                kind, workload, live, rollout, pods, revisions, policy, probing, pinned, neighborhood, compared);
    }

    /**
     * Whether what the revision is blamed for is declared now: by the same content, or with other things changed beside, or
     * under other names of its ConfigMaps.
     */
    public boolean isBack(Revision failed) {
        return live.hash().equals(failed.hash()) || kin.get(failed.name()) == Kinship.Returned;
    }

    /** Whether the declared revision shows nothing that a quarantined one has not shown: it cannot earn Good. */
    public boolean isNothingNew() {
        return kin.values().stream().anyMatch(kinship -> kinship != Kinship.Stranger);
    }

    /** The revision that is declared now, where it has been seen. */
    public Optional<Revision> declared() {
        return revisions.stream().filter(r -> r.hash().equals(live.hash())).findFirst();
    }

    /** Why a restored revision would not be rolled out or would not stay, and what to change; empty if it would. */
    public Optional<Obstacle> obstacle() {
        return ownership()
                .or(() -> Optional.ofNullable(rollout.obstacle()).map(reason -> new Obstacle(reason, words(reason))));
    }

    /** That another controller writes the workload, which an obstacle in the rollout does not change; empty if none does. */
    public Optional<Obstacle> ownership() {
        return Optional.ofNullable(neighborhood.owner())
                .map(owner -> new Obstacle(Reason.OwnedByController, words(owner)));
    }

    private String words(OwningController owner) {
        return owner.words() + " owns the " + kind + " " + workload + " and would overwrite a restored template: "
                + owner.remedy();
    }

    private String words(Reason obstacle) {
        return "the " + kind + " " + workload
                + switch (obstacle) {
                    case UpdateStrategyOnDelete ->
                        " has the updateStrategy OnDelete: pods keep what they run until someone deletes them; "
                                + "write RollingUpdate";
                    case RolloutPartitioned ->
                        " has a partition (spec.updateStrategy.rollingUpdate.partition): the pods below it would keep "
                                + "what they run; write 0";
                    default -> " is paused (spec.paused), nothing would be rolled out";
                };
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
