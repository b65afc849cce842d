package dev.lastgood.reconcile.incident;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.workload.Ownership;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Hands a restored template back to the appliers that owned it, beside the reconcile. */
@ApplicationScoped
class HandBack {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final RevisionBodies bodies;
    private final Ownership ownership;
    private final BackgroundThreads threads;

    HandBack(RevisionBodies bodies, Ownership ownership, BackgroundThreads threads) {
        this.bodies = bodies;
        this.ownership = ownership;
        this.threads = threads;
    }

    /** Begins right after the patch. {@code to} is the data of the revision that was restored. */
    void begin(WorkloadKey workload, RollbackMarker marker, JsonNode to) {
        threads.cluster().execute("hand " + workload + " back to its appliers", () -> {
            if (!ownership.handBack(workload.kind(), workload.namespace(), workload.name(), marker.toString(), to)) {
                LOG.warnf("workload=%s its template could not be handed back, it changed at each try", workload);
            }
        });
    }

    /** Repeats it once the restored revision serves: a crash may have come between the patch and the first time. */
    void repeatAfterMitigation(IncidentView view) {
        if (view.model() == null || view.marker() == null) {
            return;
        }
        WorkloadKey workload = WorkloadKey.of(view.model());
        bodies.of(workload.namespace(), view.marker().to()).ifPresent(to -> begin(workload, view.marker(), to));
    }
}
