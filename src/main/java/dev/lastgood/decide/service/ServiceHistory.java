package dev.lastgood.decide.service;

import dev.lastgood.api.probe.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which revision served when, newest first. A revision remembers its last turn only; an incident may be about an
 * earlier one.
 */
public record ServiceHistory(List<Turn> all) {

    /** How many are kept. */
    public static final int KEPT = 20;

    /** Nothing has served yet, as far as is remembered. */
    public static final ServiceHistory NONE = new ServiceHistory(List.of());

    /** Copies the list. */
    public ServiceHistory {
        all = List.copyOf(all);
    }

    /** The turns that several models of one workload remember. */
    public static ServiceHistory merged(Collection<ServiceHistory> each) {
        List<Turn> turns = each.stream()
                .flatMap(t -> t.all().stream())
                .sorted(Comparator.comparing(Turn::from).reversed())
                .toList();
        List<Turn> merged = new ArrayList<>();
        for (Turn turn : turns) {
            Turn last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null
                    || !last.from().equals(turn.from())
                    || !last.revision().equals(turn.revision())) {
                merged.add(turn);
            } else if (turn.verdict() == Outcome.Bad) {
                merged.set(merged.size() - 1, last.with(Outcome.Bad)); // bad for one of them is bad
            }
        }
        return new ServiceHistory(merged);
    }

    /**
     * The turns after a pass.
     *
     * @param serving name of the revision that serves; null: nothing serves that was seen
     * @param since when it began to
     * @param verdict what the probes say of it; null: neither Good nor Bad
     */
    public ServiceHistory next(String serving, Instant since, Outcome verdict) {
        if (serving == null || since == null) {
            return this;
        }
        List<Turn> turns = new ArrayList<>(all);
        Turn newest = turns.isEmpty() ? null : turns.get(0);
        boolean continues = newest != null
                && newest.revision().equals(serving)
                && newest.from().equals(since);
        if (continues) {
            turns.set(0, newest.with(verdict));
        } else {
            if (newest != null && newest.to() == null) {
                turns.set(0, newest.until(since));
            }
            turns.add(0, new Turn(serving, since, null, verdict));
        }
        return new ServiceHistory(turns);
    }

    /**
     * The turns that are kept. The oldest ones go first, but for those that say why a Good revision is not restored.
     *
     * @param good names of the Good revisions
     */
    public ServiceHistory kept(Set<String> good) {
        List<Turn> turns = new ArrayList<>(all);
        while (turns.size() > KEPT) {
            turns.remove(leastNeeded(turns, good));
        }
        return new ServiceHistory(turns);
    }

    private Turn leastNeeded(List<Turn> turns, Set<String> good) {
        Turn oldest = turns.get(turns.size() - 1);
        return turns.stream()
                .skip(1)
                .filter(turn -> !good.contains(turn.revision())
                        || turn.verdict() != Outcome.Bad
                        || !turn.equals(lastOf(turn.revision()).orElseThrow()))
                .reduce((newer, older) -> older)
                .orElse(oldest);
    }

    /** The revision that served at a time; of a time before all that is remembered, the first one; empty if nothing is. */
    public Optional<String> at(Instant time) {
        return all.stream()
                .filter(turn -> turn.hasBegunAt(time))
                .max(Comparator.comparing(Turn::from))
                .or(() -> all.stream().min(Comparator.comparing(Turn::from)))
                .map(Turn::revision);
    }

    /** Whether a revision that is none of these began to serve after {@code since}. */
    public boolean isInterrupted(Set<String> revisions, Instant since) {
        return all.stream()
                .anyMatch(turn ->
                        !revisions.contains(turn.revision()) && turn.from().isAfter(since));
    }

    /** The revision that served before the present one; empty if none is remembered. */
    public Optional<String> previous() {
        return all.size() < 2 ? Optional.empty() : Optional.of(all.get(1).revision());
    }

    /** The last turn of a revision; empty if none is remembered. */
    public Optional<Turn> lastOf(String revision) {
        return all.stream()
                .filter(turn -> Objects.equals(turn.revision(), revision))
                .max(Comparator.comparing(Turn::from));
    }
}
