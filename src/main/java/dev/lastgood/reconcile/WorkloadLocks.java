package dev.lastgood.reconcile;

import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** One change of a workload at a time, whichever object asks for it. The API server's guards hold across processes. */
@ApplicationScoped
public class WorkloadLocks {

    private final Set<WorkloadKey> busy = ConcurrentHashMap.newKeySet();

    /** Somebody is changing the workload now. */
    public boolean isHeld(WorkloadKey workload) {
        return busy.contains(workload);
    }

    /** Returns what {@code change} returned; false at once, without calling it, where the workload is being changed. */
    public boolean during(WorkloadKey workload, BooleanSupplier change) {
        if (!busy.add(workload)) {
            return false;
        }
        try {
            return change.getAsBoolean();
        } finally {
            busy.remove(workload);
        }
    }
}
