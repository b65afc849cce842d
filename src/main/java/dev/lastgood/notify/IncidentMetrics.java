package dev.lastgood.notify;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.Phase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Incidents by trigger and outcome, drills apart from them, and how long it took. No label names an object. */
@ApplicationScoped
public class IncidentMetrics {

    private final MeterRegistry registry;

    public IncidentMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(AIIncident incident, AIIncidentStatus after) {
        AIIncidentStatus before = incident.getStatus();
        Phase was = before == null ? null : before.phase;
        boolean drill = incident.getSpec().drill;
        if (after.phase != was && isOutcome(after.phase)) {
            registry.counter(
                            drill ? "lastgood.drills" : "lastgood.incidents",
                            "trigger",
                            incident.getSpec().trigger.name(),
                            "outcome",
                            after.phase.name())
                    .increment();
        }
        if (drill) {
            return; // nobody was hit: its times would spoil those of the others
        }
        int reverts = after.reverts == null ? 0 : after.reverts.count;
        if (reverts > 0 && (before == null || before.reverts == null || before.reverts.count < reverts)) {
            registry.counter(
                            "lastgood.reverts",
                            "trigger",
                            incident.getSpec().trigger.name())
                    .increment();
        }
        if (isNew(before == null || before.times == null ? null : before.times.stabilized, after.times.stabilized)) {
            time("lastgood.incident.detection.to.patch", incident, after.times.detected, after.times.stabilized);
        }
        if (isNew(before == null || before.times == null ? null : before.times.mitigated, after.times.mitigated)) {
            time("lastgood.incident.detection.to.mitigation", incident, after.times.detected, after.times.mitigated);
        }
    }

    private static boolean isOutcome(Phase phase) {
        return phase == Phase.Mitigated || phase == Phase.NeedsHuman || phase == Phase.RecordedOnly;
    }

    private static boolean isNew(String before, String after) {
        return before == null && after != null;
    }

    private void time(String name, AIIncident incident, String from, String to) {
        Duration took = Duration.between(Instant.parse(from), Instant.parse(to));
        Timer.builder(name)
                .tag("trigger", incident.getSpec().trigger.name())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(registry)
                .record(took.isNegative() ? Duration.ZERO : took);
    }
}
