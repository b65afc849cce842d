package dev.lastgood.reconcile.model;

import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.notify.telemetry.QuarantineMetrics;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers of each workload what the API server's last answers say, until its last model is gone. */
@ApplicationScoped
public class EnforcementMemory {

    private final QuarantineMetrics metrics;
    private final Map<WorkloadKey, EnforcementState> known = new ConcurrentHashMap<>();

    public EnforcementMemory(WatchedModels models, QuarantineMetrics metrics) {
        this.metrics = metrics;
        models.onChange(model -> forgetAbandoned(models));
    }

    /** Returns null if nothing is known. */
    EnforcementState of(WorkloadKey workload) {
        return known.get(workload);
    }

    void remember(WorkloadKey workload, EnforcementState now) {
        known.put(workload, now);
    }

    /** Counts the answer, and remembers {@code after} unless the workload was forgotten since the question. */
    void answered(WorkloadKey workload, Enforcement answer, EnforcementState after) {
        metrics.asked(answer);
        if (known.computeIfPresent(workload, (key, now) -> now.isBeingAsked() ? after : now) != null) {
            metrics.holds(workload.toString(), after.enforcement());
        }
    }

    void forget(WorkloadKey workload) {
        if (known.remove(workload) != null) {
            metrics.holds(workload.toString(), Enforcement.Unknown);
        }
    }

    /** Without a model nobody asks for a workload, and what was known of it would stay forever. */
    private void forgetAbandoned(WatchedModels models) {
        known.keySet().stream()
                .filter(workload -> models.of(workload).isEmpty())
                .forEach(this::forget);
    }
}
