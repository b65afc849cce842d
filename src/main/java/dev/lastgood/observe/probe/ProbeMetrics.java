package dev.lastgood.observe.probe;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.probe.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Samples by trigger and outcome, and how late they begin. No label names an object. Only on the loop. */
final class ProbeMetrics {

    private final Map<Trigger, Map<Outcome, Counter>> samples = new EnumMap<>(Trigger.class);
    private final Counter skipped;
    private final Timer lateness;

    ProbeMetrics(MeterRegistry registry) {
        this.skipped = Counter.builder("lastgood.probe.skipped")
                .description("Samples that were due while the one before was still under way")
                .register(registry);
        this.lateness = Timer.builder("lastgood.probe.lateness")
                .description("How much later than planned a sample begins")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        for (Trigger trigger : Trigger.values()) {
            samples.put(trigger, new EnumMap<>(Outcome.class));
            for (Outcome outcome : Outcome.values()) {
                samples.get(trigger)
                        .put(
                                outcome,
                                registry.counter(
                                        "lastgood.probe.samples",
                                        "trigger",
                                        trigger.name(),
                                        "outcome",
                                        outcome.name()));
            }
        }
    }

    void sampled(Trigger trigger, Outcome outcome) {
        samples.get(trigger).get(outcome).increment();
    }

    void skipped() {
        skipped.increment();
    }

    void late(long nanos) {
        lateness.record(Duration.ofNanos(Math.max(0, nanos)));
    }
}
