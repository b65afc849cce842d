package dev.lastgood.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.suite.Slow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Plays histories and checks each invariant; {@code -Psim} plays as many, and as long ones, as one wants.
 */
@Slow
class SimulatorTest {

    private static final int EVENTS = 200;
    private static final int HISTORIES = 600;

    @Test
    void noHistoryBreaksAnInvariant() {
        long seed = Long.getLong("sim.seed", 1);
        long histories = Long.getLong("sim.histories", HISTORIES);
        int shown = Integer.getInteger("sim.shown", 2);
        Instant begin = Instant.now();
        SimulatorRun run = new SimulatorRun(Integer.getInteger("sim.events", EVENTS)).play(seed, histories);
        System.out.printf(
                "Simulator: %d histories, %s%n", histories, run.summary(Duration.between(begin, Instant.now())));
        StringBuilder found = new StringBuilder();
        run.failures().forEach((invariant, failures) -> {
            System.out.printf("Simulator: %s: %d histories%n", invariant, failures.size());
            failures.values()
                    .forEach(f -> System.out.printf(
                            "Simulator: %s (seed %d): %s%n",
                            invariant, f.seed(), f.finding().message()));
            failures.values().stream()
                    .limit(shown)
                    .map(SimulatorRun::shrunk)
                    .forEach(f -> found.append("%n%s (seed %d): %s%n%s%n"
                            .formatted(invariant, f.seed(), f.finding().message(), f.history())));
        });
        assertThat(found.toString()).as("invariants that were broken").isEmpty();
    }
}
