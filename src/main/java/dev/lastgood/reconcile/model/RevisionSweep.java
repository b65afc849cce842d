package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.Names;
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

/** Removes revisions that nobody has owned for a day. Due once an hour, called by a reconcile, so that only a leader does it. */
@ApplicationScoped
public class RevisionSweep {

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
