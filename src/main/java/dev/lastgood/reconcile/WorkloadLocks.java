package dev.lastgood.reconcile;

import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One change of a workload at a time, whichever object asks for it. The API server's guards hold across processes. */
@ApplicationScoped
public class WorkloadLocks {

    private final Set<WorkloadKey> busy = ConcurrentHashMap.newKeySet();

    /** Somebody is changing the workload now. */
    public boolean isHeld(WorkloadKey workload) {
        return busy.contains(workload);
    }

    /** Returns what {@code change} returned; empty at once, without calling it, if the workload is being changed. */
    public <T> Optional<T> during(WorkloadKey workload, Supplier<T> change) {
        if (!busy.add(workload)) {
            return Optional.empty();
        }
        try {
            return Optional.of(change.get());
        } finally {
            busy.remove(workload);
        }
    }
}
