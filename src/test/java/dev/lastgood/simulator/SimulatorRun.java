package dev.lastgood.simulator;

import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.History;
import dev.lastgood.simulator.history.HistoryGenerator;
import dev.lastgood.simulator.history.Shrinker;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.invariant.Invariants;
import dev.lastgood.simulator.invariant.Violation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Plays many histories on all processors. */
final class SimulatorRun {

    /** A history that broke an invariant, as it was generated. */
    record Failure(long seed, History history, Violation finding) {}

    private final int events;
    private final AtomicLong passes = new AtomicLong();
    private final AtomicLong played = new AtomicLong();
    private final AtomicLong seconds = new AtomicLong();
    private final Map<Long, Failure> failures = new ConcurrentHashMap<>();

    SimulatorRun(int events) {
        this.events = events;
    }

    /** Plays the histories of {@code count} seeds. */
    SimulatorRun play(long firstSeed, long count) {
        LongStream.range(firstSeed, firstSeed + count).parallel().forEach(seed -> {
            History history = HistoryGenerator.of(seed, events);
            play(history).ifPresent(finding -> failures.put(seed, new Failure(seed, history, finding)));
        });
        return this;
    }

    private Optional<Violation> play(History history) {
        Simulation simulation = new Simulation(history.terms(), Invariants.all());
        Optional<Violation> finding = simulation.play(history.events());
        passes.addAndGet(simulation.passes());
        played.addAndGet(history.events().size());
        seconds.addAndGet(history.events().stream().mapToInt(Event::seconds).sum());
        return finding;
    }

    /** By name of the invariant, the failures in the order of their seeds. */
    Map<String, Map<Long, Failure>> failures() {
        Map<String, Map<Long, Failure>> byInvariant = new TreeMap<>();
        failures.values().forEach(f -> byInvariant
                .computeIfAbsent(f.finding().invariant(), name -> new TreeMap<>())
                .put(f.seed(), f));
        return byInvariant;
    }

    String summary(Duration took) {
        return "%d events, %d passes, %.1f virtual years, %.1f s, %.3f ms for each event"
                .formatted(
                        played.get(),
                        passes.get(),
                        seconds.get() / 86_400.0 / 365,
                        took.toMillis() / 1000.0,
                        took.toNanos() / 1e6 / Math.max(1, played.get()));
    }

    /** The same failure with as few events as possible. */
    static Failure shrunk(Failure failure) {
        Shrinker shrinker = new Shrinker(history -> new Simulation(history.terms(), Invariants.all())
                .play(history.events())
                .filter(f -> f.invariant().equals(failure.finding().invariant()))
                .isPresent());
        History small = shrinker.shrink(failure.history());
        Violation finding = new Simulation(small.terms(), Invariants.all())
                .play(small.events())
                .orElseThrow();
        return new Failure(failure.seed(), small, finding);
    }
}
