package dev.lastgood.reconcile.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.act.quarantine.Quarantine;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WatchedWorkloads;
import dev.lastgood.observe.kube.WorkloadKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps quarantined revisions out: what blocks them, what is remembered of them, and what the API server enforces stay in
 * step.
 */
@ApplicationScoped
public class QuarantineUpkeep {

    /**
     * What is kept out, as it is reported.
     *
     * @param recheck when to look again though nothing happens, null: never
     */
    record Kept(QuarantineView view, Duration recheck) {}

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final WatchedRevisions revisions;
    private final WatchedWorkloads workloads;
    private final RevisionStore store;
    private final Quarantine quarantine;
    private final EnforcementChecks enforcement;
    /** By what keeps a revision out: what was declared when a fix was last looked for. */
    private final Cache<String, String> lookedAt =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public QuarantineUpkeep(
            WatchedRevisions revisions,
            WatchedWorkloads workloads,
            RevisionStore store,
            KubernetesClient client,
            EnforcementChecks enforcement) {
        this.revisions = revisions;
        this.workloads = workloads;
        this.store = store;
        this.quarantine = new Quarantine(client);
        this.enforcement = enforcement;
    }

    /** Checks, if that is due, whether the API server keeps out what is quarantined; returns what is known of it. */
    Kept keepOut(WorkloadKey workload) {
        List<KeptOut> keptOut = revisions.keptOut(workload);
        Duration recheck = enforcement.whenDue(workload, keptOut);
        Set<String> names = keptOut.stream().map(KeptOut::revision).collect(Collectors.toSet());
        return new Kept(new QuarantineView(names, enforcement.of(workload)), recheck);
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
