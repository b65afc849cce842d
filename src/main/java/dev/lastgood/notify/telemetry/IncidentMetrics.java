package dev.lastgood.notify.telemetry;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Incidents by trigger and outcome, drills apart from them, and how long it took. No label names an object. */
@ApplicationScoped
public class IncidentMetrics {

    private static final String TO_PATCH = "lastgood.incident.detection.to.patch";
    private static final String TO_MITIGATION = "lastgood.incident.detection.to.mitigation";
    private static final List<Phase> OUTCOMES = List.of(Phase.Mitigated, Phase.NeedsHuman, Phase.RecordedOnly);
    private static final List<StepState> ROLLBACKS = List.of(StepState.Done, StepState.Failed, StepState.Skipped);
    /** From a patch that follows at once to a person who was asked at night. */
    private static final Duration[] BUCKETS = Stream.of(
                    "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "120", "300", "900", "3600")
            .map(seconds -> Duration.parse("PT" + seconds + "S"))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;

    public IncidentMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** All at zero from the start: the first of a kind would else be no increase that a query could see. */
    void register(@Observes StartupEvent start) {
        for (Trigger trigger : Trigger.values()) {
            OUTCOMES.forEach(outcome -> {
                counter("lastgood.incidents", trigger, outcome);
                counter("lastgood.drills", trigger, outcome);
            });
            reverts(trigger);
            ROLLBACKS.forEach(outcome -> rollbacks(trigger, outcome));
            timer(TO_PATCH, trigger);
            timer(TO_MITIGATION, trigger);
        }
    }

    void count(AIIncident incident, AIIncidentStatus after) {
        AIIncidentStatus before = incident.getStatus();
        Phase was = before == null ? null : before.phase;
        boolean drill = incident.getSpec().drill;
        Trigger trigger = incident.getSpec().trigger;
        if (after.phase != was && OUTCOMES.contains(after.phase)) {
            counter(drill ? "lastgood.drills" : "lastgood.incidents", trigger, after.phase)
                    .increment();
        }
        if (drill) {
            return; // nobody was hit: its times would spoil those of the others
        }
        int reverts = after.reverts == null ? 0 : after.reverts.count;
        if (reverts > 0 && (before == null || before.reverts == null || before.reverts.count < reverts)) {
            reverts(trigger).increment();
        }
        rolledBack(before, after)
                .ifPresent(outcome -> rollbacks(trigger, outcome).increment());
        if (isNew(before == null || before.times == null ? null : before.times.stabilized, after.times.stabilized)) {
            time(TO_PATCH, trigger, after.times.detected, after.times.stabilized);
        }
        if (isNew(before == null || before.times == null ? null : before.times.mitigated, after.times.mitigated)) {
            time(TO_MITIGATION, trigger, after.times.detected, after.times.mitigated);
        }
    }

    /** How the rollback of this attempt ended, where it has just ended. */
    private static Optional<StepState> rolledBack(AIIncidentStatus before, AIIncidentStatus after) {
        return rollback(after)
                .filter(state -> ROLLBACKS.contains(state)
                        && (before == null
                                || !Objects.equals(before.attempt, after.attempt)
                                || !rollback(before).equals(Optional.of(state))));
    }

    private static Optional<StepState> rollback(AIIncidentStatus status) {
        String id = status.attempt + "/rollback";
        return status.steps == null
                ? Optional.empty()
                : status.steps.stream()
                        .filter(s -> id.equals(s.id))
                        .map(s -> s.state)
                        .findFirst();
    }

    private static boolean isNew(String before, String after) {
        return before == null && after != null;
    }

    private Counter counter(String name, Trigger trigger, Phase outcome) {
        return registry.counter(name, "trigger", trigger.name(), "outcome", outcome.name());
    }

    private Counter reverts(Trigger trigger) {
        return registry.counter("lastgood.reverts", "trigger", trigger.name());
    }

    private Counter rollbacks(Trigger trigger, StepState outcome) {
        return registry.counter("lastgood.rollbacks", "trigger", trigger.name(), "outcome", outcome.name());
    }

    private Timer timer(String name, Trigger trigger) {
        return Timer.builder(name)
                .tag("trigger", trigger.name())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void time(String name, Trigger trigger, String from, String to) {
        Duration took = Duration.between(Instant.parse(from), Instant.parse(to));
        timer(name, trigger).record(took.isNegative() ? Duration.ZERO : took);
    }
}
