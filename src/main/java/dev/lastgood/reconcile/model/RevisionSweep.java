package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.revision.Orphan;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WatchedWorkloads;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Removes revisions that no one has owned for a day, and what keeps revisions of deleted models out. Due once an hour, called by a reconcile, so that only a leader does it. */
@ApplicationScoped
public class RevisionSweep {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private static final Duration EVERY = Duration.ofHours(1);

    private final WatchedModels models;
    private final WatchedWorkloads workloads;
    private final WatchedRevisions revisions;
    private final RevisionStore store;
    private final BackgroundThreads threads;
    private final Clock clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

    public RevisionSweep(
            WatchedModels models,
            WatchedWorkloads workloads,
            WatchedRevisions revisions,
            RevisionStore store,
            BackgroundThreads threads,
            Clock clock) {
        this.models = models;
        this.workloads = workloads;
        this.revisions = revisions;
        this.store = store;
        this.threads = threads;
        this.clock = clock;
        models.onDelete(model -> threads.cluster()
                .execute("quarantines of deleted model " + model.getMetadata().getName(), () -> release(model)));
    }

    /** The quarantines of a workload end with its last model: no one else could say why a deployment is refused. */
    private void release(ModelDeployment deleted) {
        if (Validity.problem(deleted).isPresent()
                || !models.of(WorkloadKey.of(deleted)).isEmpty()) {
            return;
        }
        WorkloadKey workload = WorkloadKey.of(deleted);
        for (KeptOut keptOut : revisions.of(workload).keptOut()) {
            LOG.infof("workload=%s revision %s is let in: its model was deleted", workload, keptOut.revision());
            store.letIn(workload.namespace(), keptOut.revision());
        }
    }

    /** Sweeps beside the work where the last time is an hour ago. */
    void whenDue() {
        Instant now = clock.instant();
        Instant before = last.get();
        if (!now.isBefore(before.plus(EVERY)) && last.compareAndSet(before, now)) {
            threads.cluster().execute("sweep of revisions", () -> sweep(now));
        }
    }

    private void sweep(Instant now) {
        revisions.all().forEach((revision, workload) -> sweep(revision, workload, now));
    }

    private void sweep(ControllerRevision revision, WorkloadKey workload, Instant now) {
        String since = revision.getMetadata().getAnnotations().get(Names.ORPHANED_SINCE);
        boolean owned =
                workloads.find(workload).isPresent() || !models.of(workload).isEmpty();
        String name = revision.getMetadata().getName();
        switch (Orphan.of(owned, since == null ? null : Instant.parse(since), now)) {
            case Begins -> store.orphaned(workload.namespace(), name, now);
            case Ends -> store.orphaned(workload.namespace(), name, null);
            case Remove -> store.remove(workload.namespace(), name);
            default -> {}
        }
    }
}
