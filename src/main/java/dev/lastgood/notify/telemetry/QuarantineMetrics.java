package dev.lastgood.notify.telemetry;

import dev.lastgood.decide.quarantine.Enforcement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the API server keeps out what is quarantined. What it could not evaluate it counts itself, in
 * {@code apiserver_validating_admission_policy_check_total}.
 */
@ApplicationScoped
public class QuarantineMetrics {

    private final MeterRegistry registry;
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    public QuarantineMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("lastgood.quarantine.enforced", open, set -> set.isEmpty() ? 1 : 0)
                .description("0: there is a quarantined revision that the API server would let in")
                .strongReference(true)
                .register(registry);
    }

    /** At zero from the start: the first of a kind would else be no increase. */
    void register(@Observes StartupEvent start) {
        for (Enforcement answer : Enforcement.values()) {
            checks(answer);
        }
    }

    /** The API server was asked. */
    public void asked(Enforcement answer) {
        checks(answer).increment();
    }

    private Counter checks(Enforcement answer) {
        return registry.counter("lastgood.quarantine.checks", "result", answer.name());
    }

    /** What holds for a workload from now on. */
    public void holds(String workload, Enforcement enforcement) {
        if (enforcement == Enforcement.NotEnforced) {
            open.add(workload);
        } else {
            open.remove(workload);
        }
    }
}
