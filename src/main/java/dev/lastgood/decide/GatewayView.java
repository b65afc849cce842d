package dev.lastgood.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A workload, what is declared, what runs, and what is remembered of it.
 *
 * @param workload its name, for the names of new revisions
 * @param pinned names of revisions that open incidents point at
 */
public record GatewayView(
        String workload,
        Live live,
        Rollout rollout,
        Pods pods,
        List<Revision> revisions,
        GatewayPolicy policy,
        Set<String> pinned) {

    /** The revision that is declared now, where it has been seen. */
    public Optional<Revision> declared() {
        return revisions.stream().filter(r -> r.hash().equals(live.hash())).findFirst();
    }

    public Optional<Revision> revision(String name) {
        return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
