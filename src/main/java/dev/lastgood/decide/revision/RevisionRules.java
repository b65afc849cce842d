package dev.lastgood.decide.revision;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.lib.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a revision comes to be, begins to serve, earns Good, and is forgotten. Pure: the clock is given. */
public final class RevisionRules {

    /** All revisions of one workload together, what they share counted once; beyond it the oldest Candidates go first. */
    public static final long MAX_TOTAL_BYTES = 2 * 1024 * 1024;

    private static final int HASH_IN_NAME = 10;
    private static final int NAME_BEFORE_HASH = 200;

    private final Clock clock;

    public RevisionRules(Clock clock) {
        this.clock = clock;
    }

    /** Returns what is to be done; {@code view} is not changed. */
    public RevisionDecision decide(GatewayView view) {
        Instant now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        Map<String, Revision> next = new HashMap<>();
        view.revisions().forEach(r -> next.put(r.name(), r));

        applyDeclarations(view, next, now);
        Revision before = Serving.now(view.revisions()).orElse(null);
        Revision declared = view.declared().orElse(null);
        Revision snapshot = null;
        if (declared == null && !view.live().content().footprint().isTooLarge()) {
            snapshot = Revision.snapshot(name(view), nextNumber(view), view.rollout(), view.live(), now);
            declared = snapshot;
            next.put(snapshot.name(), snapshot);
        }

        Duration recheck = null;
        Reason rollout = rolloutReason(view, declared, before, now);
        if (declared != null) {
            Revision current = next.get(declared.name());
            boolean serves = isServing(current, before);
            Optional<Revision> overtaken = serves ? Optional.empty() : overtaken(view, current, before);
            if (overtaken.isPresent()) {
                next.put(overtaken.get().name(), begun(view, overtaken.get(), before, now));
            } else if (!serves && hasBegunToServe(view, current, before, now)) {
                serves = true;
                current = begun(view, current, before, now);
            } else if (!serves && before != null && view.policy().configReload()) {
                recheck = view.untilReloaded(before, now);
            }
            current = inherited(view, next.values(), current, now);
            if (serves) {
                current = soak(view, current, now);
                recheck = untilSoaked(view, current, now);
            }
            current = known(view, current, serves);
            if (serves && view.rollout().isComplete() && isOfThis(view, current)) {
                current = current.with(
                        current.images().seen(view.pods().images(), current.state() == RevisionState.Good, now));
            }
            current = current.with(current.checksums()
                    .seen(
                            view.live().checksums(),
                            serves ? current.servedSince() : null,
                            view.rollout().isComplete(),
                            current.state() == RevisionState.Good,
                            now));
            next.put(current.name(), current);
            declared = current;
            if (before != null && !before.name().equals(current.name())) {
                next.computeIfPresent(
                        before.name(),
                        (name, r) -> r.with(r.checksums().replacedBy(view.live().checksums(), now)));
            }
        }

        Revision serving = Serving.now(next.values()).orElse(null);
        Revision lastGood =
                LastGood.of(next.values(), serving, view.reputation()).orElse(null);
        List<Revision> removals = removals(view, next, declared, serving, lastGood);
        removals.forEach(r -> next.remove(r.name()));
        List<Revision> marks = view.revisions().stream()
                .filter(r -> next.containsKey(r.name()) && !next.get(r.name()).equals(r))
                .map(r -> next.get(r.name()))
                .toList();
        return new RevisionDecision(
                snapshot == null ? null : next.get(snapshot.name()),
                marks,
                removals,
                next.values().stream()
                        .sorted(Comparator.comparingLong(Revision::number).reversed())
                        .toList(),
                declared,
                serving,
                lastGood,
                view.obstacle().map(Obstacle::message).orElse(null),
                rollout,
                serving != null && view.changedInPlace(serving, now).isPresent(),
                recheck,
                view.reputation(),
                declared == null ? view.live().content().tooLarge().orElse(null) : null);
    }

    /** What is known of the declared revision now: the name of its rollout, added defaults, ConfigMaps that are named since. */
    private static Revision known(GatewayView view, Revision declared, boolean serves) {
        Content live = view.live().content();
        Revision known = declared;
        if (view.rollout().isComplete()) {
            known = known.seen(
                    new Sighting(view.rollout().generation(), view.rollout().id()));
        }
        if (view.rollout().isObserved()) {
            known = known.with(known.content().withTemplate(live.templateHash(), live.projection()));
        }
        boolean isCompleted =
                serves && !live.footprint().isTooLarge() && !known.content().knowsAllOf(live);
        return isCompleted ? known.with(known.content().completedBy(view.reached())) : known;
    }

    /** Right after a rollout the pods that are known may still be those of the revision before. */
    private static boolean isOfThis(GatewayView view, Revision serving) {
        String template = view.pods().images().template();
        return view.revisions().stream()
                .filter(r -> !r.templateHash().equals(serving.templateHash()))
                .noneMatch(r -> template != null && template.equals(r.images().template()));
    }

    /** A revision that differs from a Good one only in what does not count is Good, unless an incident says otherwise. */
    private static Revision inherited(GatewayView view, Collection<Revision> all, Revision declared, Instant now) {
        List<Revision> same = all.stream().filter(r -> r.isSame(declared)).toList();
        boolean isHeld = declared.isQuarantined()
                || same.stream()
                        .anyMatch(r -> r.isQuarantined() || view.reputation().isSuspected(r));
        return isHeld || declared.state() == RevisionState.Good
                ? declared
                : same.stream()
                        .filter(r -> r.state() == RevisionState.Good)
                        .max(LastGood.SERVED_MOST_RECENTLY)
                        .map(good -> declared.inheriting(good, now))
                        .orElse(declared);
    }

    private static String name(GatewayView view) {
        String workload = Names.cut(view.workload(), NAME_BEFORE_HASH);
        // A Deployment and a StatefulSet of one name may have one content.
        String hash = view.kind() == WorkloadKind.Deployment
                ? view.live().hash()
                : Digest.of(view.kind() + "/" + view.live().hash());
        // Ten characters are enough until two contents share them; then the name takes more.
        for (int length = HASH_IN_NAME; ; length++) {
            String name = workload + "-" + hash.substring(0, length);
            if (view.revision(name).isEmpty()) {
                return name;
            }
        }
    }

    private static long nextNumber(GatewayView view) {
        return 1 + view.revisions().stream().mapToLong(Revision::number).max().orElse(0);
    }

    /** An annotation acts once: one that is left standing must not undo what a later incident did. */
    private static void applyDeclarations(GatewayView view, Map<String, Revision> next, Instant now) {
        Set<String> toRelease = view.policy().released();
        next.replaceAll((name, revision) -> {
            if (!toRelease.contains(name)) {
                return revision.with(revision.declarations().releaseApplied(false));
            }
            Revision released =
                    revision.isQuarantined() && !revision.declarations().releaseApplied()
                            ? revision.released(now)
                            : revision;
            return released.with(revision.declarations().releaseApplied(true));
        });
        Set<String> declaredGood = view.policy().declaredGood();
        next.replaceAll((name, revision) -> {
            if (!declaredGood.contains(name)) {
                return revision.with(revision.declarations().goodApplied(false));
            }
            if (revision.declarations().goodApplied() || revision.isQuarantined()) {
                return revision;
            }
            // What a person says now stands against what incidents and probes said before.
            Revision good =
                    revision.state() == RevisionState.Good && view.reputation().isTrusted(revision)
                            ? revision
                            : revision.cleared(RevisionState.Good, Reason.DeclaredGood, now);
            return good.with(revision.declarations().goodApplied(true));
        });
    }

    private static boolean isServing(Revision revision, Revision serving) {
        return serving != null && revision.name().equals(serving.name());
    }

    /**
     * A new template serves from its first ready pod, or from its first one if no other pod answers. Changed configuration alone
     * serves once every ready pod started after it was written, or, where pods reload it, two minutes later.
     */
    private static boolean hasBegunToServe(GatewayView view, Revision declared, Revision before, Instant now) {
        if (!view.rollout().hasBegun()) {
            return false;
        }
        boolean templateChanged = before == null || !before.templateHash().equals(declared.templateHash());
        return templateChanged ? before == null || !view.isAwaited() : view.hasConfigurationBegun(before, now);
    }

    /**
     * What was declared when the pods of the new template started, if its configuration was written after that: they still run
     * what it was. Empty if the declared revision is what they run, or if the former one was not recorded.
     */
    private static Optional<Revision> overtaken(GatewayView view, Revision declared, Revision before) {
        if (before == null || view.policy().configReload() || !view.rollout().hasBegun() || view.isAwaited()) {
            return Optional.empty();
        }
        boolean newTemplate = !before.templateHash().equals(declared.templateHash());
        return newTemplate || view.rollout().isComplete()
                ? view.runInstead(declared, before).filter(r -> !r.name().equals(before.name()))
                : Optional.empty();
    }

    private static Revision begun(GatewayView view, Revision revision, Revision before, Instant now) {
        Revision serving = revision.servingSince(begin(view, revision, before, now));
        return serving.state() == RevisionState.NotRunning
                ? serving.withState(RevisionState.Candidate, Reason.Soaking, now)
                : serving;
    }

    /**
     * When the revision that is first seen serving now began to: with its oldest pod, where the rollout went by while
     * nobody looked; else an incident of that time would be laid on the revision before. Always after the turn of the
     * revision before, also where the clock of another leader was ahead, and where the pods of an old revision stood all
     * the time.
     */
    private static Instant begin(GatewayView view, Revision declared, Revision before, Instant now) {
        boolean reloaded = view.policy().configReload()
                && before != null
                && before.templateHash().equals(declared.templateHash());
        // While it goes on, that is its first ready pod.
        Instant first = view.rollout().isComplete()
                ? view.pods().oldestStart()
                : view.pods().firstReady();
        Instant oldest = reloaded ? null : first;
        Instant began = oldest != null && oldest.isBefore(now) ? oldest : now;
        if (before == null || before.servedSince().isBefore(began)) {
            return began;
        }
        return before.servedSince().isBefore(now) ? now : before.servedSince().plusMillis(1);
    }

    private static Earning earning(GatewayView view, Revision serving) {
        return new Earning(view.policy(), view.probing().about(serving.name()));
    }

    /** The end of the soak, where it lies ahead; one that has passed waits for an event (the end of a scale). */
    private static Duration untilSoaked(GatewayView view, Revision serving, Instant now) {
        if (serving.state() != RevisionState.Candidate
                || serving.service().availableSince() == null
                || view.reputation().isSuspected(serving)) {
            return null;
        }
        return earning(view, serving).untilNext(serving.service().availableSince(), now);
    }

    private static Reason rolloutReason(GatewayView view, Revision declared, Revision before, Instant now) {
        if (declared == null) {
            return Reason.SnapshotTooLarge;
        }
        if (view.rollout().hasFailed()) {
            return Reason.RolloutFailed;
        }
        if (!view.rollout().isComplete()) {
            return Reason.RolloutInProgress;
        }
        boolean configOnly = before != null
                && !before.name().equals(declared.name())
                && before.templateHash().equals(declared.templateHash());
        return configOnly && !view.isConfigurationPickedUp(before, now)
                ? Reason.ConfigurationNotPickedUp
                : Reason.RolloutComplete;
    }

    /** Good is earned: rolled out, then available through the soak without a break. */
    private static Revision soak(GatewayView view, Revision serving, Instant now) {
        if (serving.isQuarantined() || view.reputation().isSuspected(serving)) {
            return serving;
        }
        Rollout rollout = view.rollout();
        Earning earning = earning(view, serving);
        if (serving.state() == RevisionState.Good) {
            // Nothing to earn; but an incident of the time before is not about this revision.
            return serving.service().availableSince() == null
                            && rollout.isComplete()
                            && rollout.replicas().desired() > 0
                    ? serving.availableSince(now)
                    : serving;
        }
        if (view.isNothingNew()) {
            return serving.availableSince(null).withState(RevisionState.Candidate, Reason.MixtureOfFailed, now);
        }
        if (!rollout.id().isEmpty() && rollout.id().equals(serving.service().brokenRollout())) {
            return serving.withState(RevisionState.Candidate, Reason.BrokeDuringSoak, now);
        }
        boolean wasAvailable = serving.service().availableSince() != null;
        boolean broke = rollout.hasFailed()
                || (wasAvailable
                        && rollout.isObserved()
                        && !rollout.replicas().minimumAvailable()
                        && !isScaling(rollout, serving));
        if (broke) {
            return serving.broken(rollout.id()).withState(RevisionState.Candidate, Reason.BrokeDuringSoak, now);
        }
        if (rollout.replicas().desired() == 0) {
            return serving.availableSince(null); // nothing is available: the soak begins anew with the first pods
        }
        if (earning.isBad()) {
            return serving.availableSince(null).withState(RevisionState.Candidate, Reason.ProbesBad, now);
        }
        if (!rollout.isComplete()) {
            return serving;
        }
        if (!wasAvailable) {
            return serving.availableSince(now).withState(RevisionState.Candidate, Reason.Soaking, now);
        }
        Reason reason = earning.reason(serving.service().availableSince(), now);
        boolean good = reason == Reason.Unprobed || reason == Reason.Probed;
        return serving.withSamples(earning.written(
                        serving.service().samples(), serving.service().availableSince(), now))
                .withState(good ? RevisionState.Good : RevisionState.Candidate, reason, now);
    }

    /** A scale changes the generation, not the rollout; the new pods may take their time. */
    private static boolean isScaling(Rollout rollout, Revision serving) {
        return rollout.generation() != serving.sighting().generation();
    }

    private static List<Revision> removals(
            GatewayView view, Map<String, Revision> next, Revision declared, Revision serving, Revision lastGood) {
        if (next.size() <= view.policy().historyLimit() && Footprint.together(next.values()) <= MAX_TOTAL_BYTES) {
            return List.of();
        }
        Set<String> pinned = new HashSet<>(view.pinned());
        for (Revision revision : new Revision[] {declared, serving, lastGood}) {
            if (revision != null) {
                pinned.add(revision.name());
            }
        }
        // What was declared last with this template may be what its pods run.
        next.values().stream()
                .filter(r -> declared != null
                        && !isServing(declared, serving)
                        && !r.name().equals(declared.name()))
                .filter(r -> r.templateHash().equals(declared.templateHash()))
                .max(Comparator.comparingLong(Revision::number))
                .ifPresent(r -> pinned.add(r.name()));
        List<Revision> loose = next.values().stream()
                .filter(r -> !pinned.contains(r.name()))
                .sorted(Comparator.comparingInt(RevisionRules::worth).thenComparingLong(Revision::number))
                .toList();
        // The history counts what people may go back to; the bytes count everything.
        long surplus = loose.stream().filter(r -> !r.isQuarantined()).count()
                - view.policy().historyLimit();
        List<Revision> kept = new ArrayList<>(next.values());
        List<Revision> removals = new ArrayList<>();
        for (Revision revision : loose) {
            boolean isSurplus = surplus > 0 && !revision.isQuarantined();
            if (isSurplus || Footprint.isRelief(revision, kept, MAX_TOTAL_BYTES)) {
                removals.add(revision);
                surplus -= revision.isQuarantined() ? 0 : 1;
                kept.remove(revision);
            }
        }
        return removals;
    }

    /** What is worth least goes first: a Good revision is the only one that a rollback can restore. */
    private static int worth(Revision revision) {
        return revision.isQuarantined() ? 1 : revision.state() == RevisionState.Good ? 2 : 0;
    }
}
