package dev.lastgood.reconcile.model;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.act.revision.SharedContentStore;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.revision.Orphan;
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WatchedWorkloads;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Removes revisions that no one has owned for a day, shared content that no revision has referred to for an hour, and what keeps
 * revisions of deleted models out. Due once an hour, called by a reconcile, so that only a leader does it.
 */
@ApplicationScoped
public class RevisionSweep {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private static final Duration EVERY = Duration.ofHours(1);

    private final WatchedModels models;
    private final WatchedWorkloads workloads;
    private final WatchedRevisions revisions;
    private final RevisionStore store;
    private final SharedContentStore shared;
    private final LastgoodConfig config;
    private final BackgroundThreads threads;
    private final Clock clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

    public RevisionSweep(
            WatchedModels models,
            WatchedWorkloads workloads,
            WatchedRevisions revisions,
            RevisionStore store,
            SharedContentStore shared,
            LastgoodConfig config,
            BackgroundThreads threads,
            Clock clock) {
        this.models = models;
        this.workloads = workloads;
        this.revisions = revisions;
        this.store = store;
        this.shared = shared;
        this.config = config;
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
        sweepShared(now);
    }

    /** The content is listed first: a revision that refers to it, and is recorded until then, changes it before. */
    private void sweepShared(Instant now) {
        List<ObjectMeta> stored = config.namespaces()
                .map(some ->
                        some.stream().flatMap(each -> shared.all(each).stream()).toList())
                .orElseGet(() -> shared.all(null));
        Map<String, List<ControllerRevision>> byNamespace = revisions.all().keySet().stream()
                .collect(Collectors.groupingBy(r -> r.getMetadata().getNamespace()));
        Map<String, Optional<Set<String>>> referred = new HashMap<>();
        for (ObjectMeta content : stored) {
            referred.computeIfAbsent(
                            content.getNamespace(),
                            namespace -> SharedContent.referred(byNamespace.getOrDefault(namespace, List.of())))
                    .ifPresent(names -> sweep(content, names.contains(content.getName()), now));
        }
    }

    private void sweep(ObjectMeta content, boolean referred, Instant now) {
        switch (Orphan.of(referred, SharedContentStore.orphanedSince(content), SharedContent.KEPT, now)) {
            case Begins -> shared.mark(content, now);
            case Ends -> shared.mark(content, null);
            case Remove -> shared.remove(content);
            default -> {}
        }
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
