package dev.lastgood.reconcile.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.act.quarantine.Quarantine;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WatchedWorkloads;
import dev.lastgood.observe.kube.WorkloadKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Keeps what keeps revisions out, and what is remembered of these revisions, in step. */
@ApplicationScoped
public class QuarantineUpkeep {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final WatchedRevisions revisions;
    private final WatchedWorkloads workloads;
    private final RevisionStore store;
    private final Quarantine quarantine;
    /** By what keeps a revision out: what was declared when a fix was last looked for. */
    private final Cache<String, String> lookedAt =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public QuarantineUpkeep(
            WatchedRevisions revisions, WatchedWorkloads workloads, RevisionStore store, KubernetesClient client) {
        this.revisions = revisions;
        this.workloads = workloads;
        this.store = store;
        this.quarantine = new Quarantine(client);
    }

    /** Writes down which revisions are kept out since the last time, and takes away what keeps out one that is gone. */
    boolean complete(WorkloadKey workload) {
        boolean asSeen = true;
        for (RevisionMark mark : revisions.notYetMarked(workload)) {
            asSeen &= store.mark(workload.namespace(), mark.before(), mark.after());
        }
        for (KeptOut stray : revisions.strays(workload)) {
            store.remove(workload.namespace(), stray.name());
        }
        return asSeen;
    }

    /** Where template and configuration are blamed, and one of them has been fixed, the other may come back. */
    void narrow(WorkloadKey workload, Revision declared) {
        if (declared == null) {
            return;
        }
        for (KeptOut keptOut : revisions.keptOut(workload)) {
            String key = workload.namespace() + "/" + keptOut.name();
            if (!keptOut.isNarrowable() || declared.hash().equals(lookedAt.getIfPresent(key))) {
                continue;
            }
            workloads
                    .find(workload)
                    .flatMap(w -> quarantine.narrow(workload.namespace(), keptOut.name(), Json.tree(w.template())))
                    .ifPresent(message -> LOG.infof("workload=%s %s", workload, message));
            lookedAt.put(key, declared.hash());
        }
    }
}
