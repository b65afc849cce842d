package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.OwnerChain;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A workload, what is declared, what runs, and what is remembered of it.
 *
 * @param kind of the workload
 * @param workload its name, for the names of new revisions
 * @param probing what the probes of its models say
 * @param pinned names of revisions that open incidents or the last rollback point at
 * @param reputation what incidents and probes say of the revisions at present
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
        Reputation reputation,
        Neighborhood neighborhood,
        Map<String, Kinship> kin) {

    /** Copies the map. */
    public GatewayView {
        kin = Map.copyOf(kin);
    }

    /** The same with this kin. */
    public GatewayView withKin(Map<String, Kinship> compared) {
        return new GatewayView(
                kind,
                workload,
                live,
                rollout,
                pods,
                revisions,
                policy,
                probing,
                pinned,
                reputation,
                neighborhood,
                compared);
    }

    /**
     * Whether what the revision is blamed for is declared now: by the same content, or with other things changed beside, or
     * under other names of its ConfigMaps.
     */
    public boolean isBack(Revision failed) {
        return declares(failed) || kin.get(failed.name()) == Kinship.Returned;
    }

    /** Whether the declared revision shows nothing that a quarantined one has not shown: it cannot earn Good. */
    public boolean isNothingNew() {
        return kin.values().stream().anyMatch(kinship -> kinship != Kinship.Stranger);
    }

    /**
     * The revision that is declared now, if it has been seen. Of several with the same content, as an older Lastgood or another
     * policy recorded them, the one that served last.
     */
    public Optional<Revision> declared() {
        return revisions.stream()
                .filter(r -> r.content().isSame(live.content()))
                .max(LastGood.SERVED_MOST_RECENTLY)
                .or(() -> revision(live.defaultsOf()).filter(r -> r.content()
                        .configuration()
                        .isSame(live.content().configuration())));
    }

    /** Whether what is declared now has the content of a revision. */
    public boolean declares(Revision revision) {
        return revision.content().isSame(live.content())
                || declared().filter(d -> d.name().equals(revision.name())).isPresent();
    }

    /**
     * The revision that incidents of a time concern if {@code running} served then: what is declared, if it differs only in
     * configuration that reaches running pods without a restart and that was written by then.
     */
    public Optional<Revision> changedInPlace(Revision running, Instant time) {
        return declaredUnder(running)
                .filter(d -> !d.name().equals(running.name())
                        && d.templateHash().equals(running.templateHash())
                        && live.inPlace().containsAll(changed(running)))
                .filter(d -> changed(running).stream()
                        .map(live.writtenAt()::get)
                        .anyMatch(at -> at == null || !at.isAfter(time)));
    }

    /** A rollout has begun, and only pods of the template before it answer. Its first pod may not have been seen yet. */
    public boolean isAwaited() {
        boolean answers = pods.newest() == null
                ? rollout.replicas().total() <= rollout.replicas().updated()
                : pods.newest().areReady();
        return rollout.hasBegun() && !rollout.isComplete() && pods.ready() > 0 && !answers;
    }

    /** What is declared; while another template is on its way, what the running pods have of the configuration by now. */
    private Optional<Revision> declaredUnder(Revision running) {
        return declared()
                .filter(d -> d.templateHash().equals(running.templateHash()))
                .or(() -> revisions.stream()
                        .filter(r -> r.templateHash().equals(running.templateHash()))
                        .filter(r -> r.content()
                                .configuration()
                                .isSame(live.content().configuration()))
                        .max(Comparator.comparingLong(Revision::number)));
    }

    /**
     * The revision with the declared template whose configuration was declared when its pods started: all in which the declared one
     * differs was written later, and does not reach running pods. Empty if there is none, as far as is seen.
     *
     * @param before what has served until now
     */
    Optional<Revision> runInstead(Revision declared, Revision before) {
        Instant started = firstStarted();
        if (started == null) {
            return Optional.empty();
        }
        List<Revision> candidates = revisions.stream()
                .filter(r -> r.templateHash().equals(declared.templateHash()) && !r.isQuarantined())
                .filter(r -> isOvertaken(changed(r), started))
                .toList();
        Optional<Revision> newest = newestAt(started).filter(candidates::contains);
        boolean newTemplate = !before.templateHash().equals(declared.templateHash());
        return newest.isPresent() || !newTemplate
                ? newest
                // Declared again: what has served, rather than what never did.
                : candidates.stream()
                        .max(Comparator.comparing(
                                        Revision::servedSince, Comparator.nullsFirst(Comparator.naturalOrder()))
                                .thenComparingLong(Revision::number));
    }

    /** The revision that was recorded last by a time, as far as is seen. */
    private Optional<Revision> newestAt(Instant time) {
        return revisions.stream()
                .filter(r -> r.state() != RevisionState.NotRunning
                        || !r.standing().since().truncatedTo(ChronoUnit.SECONDS).isAfter(time))
                .max(Comparator.comparingLong(Revision::number));
    }

    /** What is declared, without the ConfigMaps that were written after the pods started, and do not reach them. */
    Content reached() {
        Set<String> names = new HashSet<>(live.content().configuration().names());
        names.removeIf(name -> !live.inPlace().contains(name)
                && !policy.configReload()
                && live.writtenAt().containsKey(name)
                && !pods.allStartedAfter(live.writtenAt().get(name)));
        return live.content().with(live.content().configuration().only(names));
    }

    /** When the first ready pod of the declared template started, as far as is seen; null: none has. */
    private Instant firstStarted() {
        return pods.newest() == null ? pods.oldestStart() : pods.newest().started();
    }

    private boolean isOvertaken(Set<String> changed, Instant started) {
        return !changed.isEmpty()
                && changed.stream()
                        .allMatch(name -> !live.inPlace().contains(name)
                                && live.writtenAt().containsKey(name)
                                // Pod times have whole seconds only.
                                && live.writtenAt()
                                        .get(name)
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .isAfter(started));
    }

    /** When the newest part of the configuration was written in which the declared revision differs; empty if in none. */
    public Optional<Instant> configurationWritten(Revision since) {
        return changed(since).stream()
                .map(live.writtenAt()::get)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    private Set<String> changed(Revision since) {
        return live.content().configuration().differing(since.content().configuration());
    }

    /** Why a restored revision would not be rolled out or would not stay, and what to change; empty if it would. */
    public Optional<Obstacle> obstacle() {
        return ownership()
                .or(() -> Optional.ofNullable(rollout.obstacle()).map(reason -> new Obstacle(reason, words(reason))));
    }

    /** That another controller writes the workload, which an obstacle in the rollout does not change; empty if none does. */
    public Optional<Obstacle> ownership() {
        return Optional.ofNullable(neighborhood.owners())
                .map(owners -> new Obstacle(Reason.OwnedByController, words(owners)));
    }

    private String words(OwnerChain owners) {
        return owners.words(kind + " " + workload) + " and would overwrite a restored template: " + owners.remedy();
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

    /**
     * Whether each ConfigMap that differs from {@code before} has reached every pod: if pods reload it, two minutes after it
     * was written.
     */
    public boolean isConfigurationPickedUp(Revision before, Instant now) {
        return changed(before).stream().allMatch(name -> isPickedUp(name, before, now));
    }

    /** Whether at least one of them has: then {@code before} serves no longer. One that is busy does not hide the others. */
    public boolean hasConfigurationBegun(Revision before, Instant now) {
        Set<String> changed = changed(before);
        return changed.isEmpty() || changed.stream().anyMatch(name -> isPickedUp(name, before, now));
    }

    private boolean isPickedUp(String configMap, Revision before, Instant now) {
        Instant written = live.writtenAt().get(configMap);
        if (policy.configReload()) {
            return written == null || !now.isBefore(written.plus(GatewayPolicy.CONFIG_RELOAD));
        }
        // A ConfigMap that was deleted while no one watched: pods that were there all the time still have its content.
        return rollout.isComplete()
                && (written == null ? pods.allStartedSince(before.servedSince()) : pods.allStartedAfter(written));
    }

    /** How long until the next ConfigMap that differs from {@code before} is reloaded; null if none is left. */
    public Duration untilReloaded(Revision before, Instant now) {
        return changed(before).stream()
                .map(live.writtenAt()::get)
                .filter(Objects::nonNull)
                .map(written -> Duration.between(now, written.plus(GatewayPolicy.CONFIG_RELOAD)))
                .filter(left -> !left.isNegative() && !left.isZero())
                .min(Duration::compareTo)
                .orElse(null);
    }

    public Optional<Revision> revision(String name) {
        return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
