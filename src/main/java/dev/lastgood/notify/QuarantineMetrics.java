package dev.lastgood.notify;

import dev.lastgood.decide.Enforcement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
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

    /** The API server was asked. */
    public void asked(Enforcement answer) {
        registry.counter("lastgood.quarantine.checks", "result", answer.name()).increment();
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
