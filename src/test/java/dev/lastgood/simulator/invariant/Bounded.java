package dev.lastgood.simulator.invariant;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Cluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * At most the configured number of revisions beside those that are pinned or quarantined, 20 quarantines, and in a status no more
 * lines, steps, flags and messages than the CRD lets in. Checked when nothing keeps the operator from removing.
 */
public final class Bounded implements Invariant {

    private static final int QUARANTINES = 20;
    private static final int TIMELINE = 50;
    private static final int STEPS = 64;
    private static final int FLAGS = 32;
    private static final int SHOWN = 32;
    private static final int ROLLBACKS = 20;

    @Override
    public void check(Simulation world) {
        if (!world.isWell()) {
            return;
        }
        for (AIIncident incident : world.cluster.incidents.values()) {
            AIIncidentStatus status = incident.getStatus();
            if (status != null
                    && (status.timeline.size() > TIMELINE
                            || status.steps.size() > STEPS
                            || status.flags.size() > FLAGS)) {
                world.find(
                        this, "the status of incident " + incident.getMetadata().getName() + " is too long");
            }
        }
        for (ModelDeployment model : world.cluster.models.values()) {
            if (model.getStatus() != null
                    && (model.getStatus().revisions.size() > SHOWN
                            || model.getStatus().rollbacks.size() > ROLLBACKS)) {
                world.find(this, "the status of model " + model.getMetadata().getName() + " is too long");
            }
        }
        if (world.cluster.quarantines.size() > QUARANTINES) {
            world.find(this, "there are " + world.cluster.quarantines.size() + " quarantines");
        }
        if (world.cluster.workload != null) {
            revisions(world);
        }
    }

    private void revisions(Simulation world) {
        Cluster cluster = world.cluster;
        Set<String> pinned = new HashSet<>(new WorkloadIncidents(List.copyOf(cluster.incidents.values())).pinned());
        if (cluster.workload.marker != null) {
            pinned.add(cluster.workload.marker.from());
            pinned.add(cluster.workload.marker.to());
        }
        int limit = cluster.models.values().stream()
                .mapToInt(m -> m.getSpec().revisionHistoryLimit)
                .max()
                .orElse(0);
        long loose = cluster.revisions.values().stream()
                .filter(r -> !pinned.contains(r.name()) && !r.isQuarantined())
                .count();
        // Four more are pinned by what they are: declared, declared just before, serving, last good.
        if (loose > limit + 4) {
            world.find(this, "there are " + loose + " revisions that nothing pins; the limit is " + limit);
        }
    }
}
