package dev.lastgood.simulator.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lastgood.simulator.history.History;
import dev.lastgood.simulator.history.HistoryGenerator;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.invariant.Invariant;
import dev.lastgood.simulator.invariant.Invariants;
import dev.lastgood.suite.Slow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant finds the faults that are planted for it: one rule of the real code is another one, and histories are played. */
@Slow
class PlantedFaultsTest {

    private static final int HISTORIES = 150;
    private static final int EVENTS = 60;

    @BeforeAll
    static void install() {
        ByteBuddyAgent.install();
    }

    static List<PlantedFault> faults() {
        return PlantedFaults.ALL;
    }

    @Test
    void eachInvariantHasThreeFaults() {
        Map<String, Long> count = PlantedFaults.ALL.stream()
                .collect(Collectors.groupingBy(PlantedFault::invariant, TreeMap::new, Collectors.counting()));
        assertThat(count.values()).allMatch(n -> n >= 3);
        assertThat(count.keySet())
                .containsAll(Invariants.all().stream().map(Invariant::name).toList());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFound(PlantedFault fault) throws ClassNotFoundException {
        Class<?> type = Class.forName(fault.type());
        ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
        new ByteBuddy()
                .redefine(type)
                .visit(Advice.to(fault.advice()).on(ElementMatchers.named(fault.method())))
                .make()
                .load(type.getClassLoader(), reloading);
        try {
            Optional<String> found = search(fault);
            System.out.printf(
                    "Planted: %s: %s (%s): %s%n", fault.invariant(), fault.rule(), fault.where(), found.orElse("-"));
            if (found.isEmpty()) {
                fail(
                        "%s does not find in %d histories that %s (%s)",
                        fault.invariant(), HISTORIES, fault.rule(), fault.where());
            }
        } finally {
            try {
                reloading.reset(type);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** The seed and the message of the first finding. */
    private static Optional<String> search(PlantedFault fault) {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = HistoryGenerator.of(seed, EVENTS);
            List<Invariant> invariants =
                    fault.invariant().equals("Survival") ? Invariants.all() : Invariants.only(fault.invariant());
            Simulation simulation = new Simulation(history.terms(), invariants);
            Optional<String> message;
            try {
                message = simulation
                        .play(history.events())
                        .filter(f -> fault.invariant().equals("Survival")
                                || f.invariant().equals(fault.invariant()))
                        .map(f -> f.message());
            } catch (RuntimeException e) {
                continue; // a fault that ends in an exception is found by any test
            }
            if (message.isPresent()) {
                return Optional.of("seed " + seed + ": " + message.get());
            }
        }
        return Optional.empty();
    }
}
