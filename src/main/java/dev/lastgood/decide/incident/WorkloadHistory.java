package dev.lastgood.decide.incident;

import dev.lastgood.decide.revision.RollbackMarker;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who changed the model's workload before.
 *
 * @param marker the rollback that the workload's annotation names; null if there is none
 * @param rollbacks when the workload was rolled back, for whichever of its models; the breaker counts them
 * @param lastWriter the field manager, other than Lastgood, that last wrote the workload's template; null if unknown
 * @param createdAt when the workload was created, in whole seconds; null if it is missing
 */
public record WorkloadHistory(RollbackMarker marker, List<Instant> rollbacks, String lastWriter, Instant createdAt) {

    /** The history of a workload that is missing. */
    public static final WorkloadHistory NONE = new WorkloadHistory(null, List.of(), null, null);

    /** When the workload was rolled back last; empty if it never was. */
    public Optional<Instant> lastRollback() {
        return rollbacks.stream().max(Comparator.naturalOrder());
    }
}
