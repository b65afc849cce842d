package dev.lastgood.notify.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Reverts;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.Times;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IncidentMetrics metrics = new IncidentMetrics(registry);

    private static AIIncident incident(boolean drill) {
        AIIncident incident = new AIIncident();
        incident.setSpec(new AIIncidentSpec());
        incident.getSpec().trigger = Trigger.PIILeak;
        incident.getSpec().drill = drill;
        return incident;
    }

    private static AIIncidentStatus mitigated() {
        AIIncidentStatus status = new AIIncidentStatus();
        status.phase = Phase.Mitigated;
        status.times = new Times();
        status.times.detected = "2026-11-23T08:00:00Z";
        status.times.stabilized = "2026-11-23T08:00:01Z";
        status.times.mitigated = "2026-11-23T08:00:20Z";
        return status;
    }

    private List<String> meters() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .filter(name -> !name.endsWith(".histogram")) // how this registry keeps buckets
                .sorted()
                .toList();
    }

    @Test
    void an_incident_is_counted_and_its_times_are_taken() {
        metrics.count(incident(false), mitigated());

        assertThat(meters())
                .containsExactly(
                        "lastgood.incident.detection.to.mitigation",
                        "lastgood.incident.detection.to.patch",
                        "lastgood.incidents");
    }

    @Test
    void a_drill_is_counted_apart_and_its_times_are_not_taken() {
        metrics.count(incident(true), mitigated());

        assertThat(meters()).containsExactly("lastgood.drills");
    }

    @Test
    void each_revert_is_counted_once() {
        AIIncident incident = incident(false);
        incident.setStatus(mitigated());
        AIIncidentStatus after = mitigated();
        after.reverts = new Reverts();
        after.reverts.count = 1;
        metrics.count(incident, after);
        incident.setStatus(after);
        metrics.count(incident, after);

        assertThat(registry.counter("lastgood.reverts", "trigger", "PIILeak").count())
                .isEqualTo(1);
    }

    @Test
    void each_end_of_a_rollback_is_counted_once_for_each_attempt() {
        AIIncident incident = incident(false);
        AIIncidentStatus after = rolledBack(1);
        metrics.count(incident, after);
        incident.setStatus(after);
        metrics.count(incident, rolledBack(1));
        metrics.count(incident, rolledBack(2));

        assertThat(registry.counter("lastgood.rollbacks", "trigger", "PIILeak", "outcome", "Done")
                        .count())
                .isEqualTo(2);
    }

    private static AIIncidentStatus rolledBack(int attempt) {
        AIIncidentStatus status = mitigated();
        status.attempt = attempt;
        Step step = new Step();
        step.id = attempt + "/rollback";
        step.state = StepState.Done;
        status.steps = List.of(step);
        return status;
    }
}
