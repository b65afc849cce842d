package dev.lastgood.reconcile.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.act.quarantine.QuarantineStore;
import dev.lastgood.act.quarantine.ReleaseCheck;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.quarantine.Absence;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.KnownRevisions;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.Delay;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WatchedWorkloads;
import dev.lastgood.observe.kube.WorkloadKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    /** So many revisions of a workload are kept out at most. */
    private static final int LIMIT = 20;

    /** After so long each API server follows a new Quarantine, if it follows any. */
    private static final Duration FOLLOWED = Duration.ofSeconds(10);

    private final WatchedRevisions revisions;
    private final WatchedWorkloads workloads;
    private final RevisionStore store;
    private final QuarantineStore quarantine;
    private final ReleaseCheck releases;
    private final EnforcementChecks enforcement;
    private final Clock clock;
    /** By what keeps a revision out: what was declared when a fix was last looked for. */
    private final Cache<String, String> lookedAt =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public QuarantineUpkeep(
            WatchedRevisions revisions,
            WatchedWorkloads workloads,
            RevisionStore store,
            KubernetesClient client,
            ReleaseCheck releases,
            EnforcementChecks enforcement,
            Clock clock) {
        this.revisions = revisions;
        this.workloads = workloads;
        this.store = store;
        this.quarantine = new QuarantineStore(client);
        this.releases = releases;
        this.enforcement = enforcement;
        this.clock = clock;
    }

    /** Checks, if that is due, whether the API server keeps out what is quarantined; returns what is known of it. */
    Kept keepOut(WorkloadKey workload) {
        List<KeptOut> keptOut = revisions.of(workload).keptOut();
        Duration recheck = enforcement.whenDue(workload, keptOut);
        Set<String> names = keptOut.stream().map(KeptOut::revision).collect(Collectors.toSet());
        return new Kept(
                new QuarantineView(names, enforcement.of(workload)),
                revisions.companions(workload).isEmpty() ? recheck : Delay.shortest(recheck, FOLLOWED));
    }

    /** Brings in line what keeps revisions out and what is recorded of them. Returns false if it is to be repeated. */
    boolean complete(WorkloadKey workload) {
        KnownRevisions known = revisions.of(workload);
        adoptFormer(workload, known);
        boolean asSeen = true;
        for (RevisionMark mark : known.notYetMarked()) {
            asSeen &= store.mark(workload.namespace(), mark.before(), mark.after());
        }
        known.notYetRecorded().forEach(revision -> quarantine.record(workload.namespace(), revision));
        asSeen &= release(workload, known);
        dropOldest(workload, known);
        return asSeen;
    }

    /** What someone deleted is released, unless its kind or its namespace was deleted with it. */
    private boolean release(WorkloadKey workload, KnownRevisions known) {
        boolean asSeen = true;
        List<RevisionMark> abandoned = known.abandoned(clock.instant());
        Absence why = abandoned.isEmpty() ? null : releases.why(workload.namespace());
        for (RevisionMark mark : abandoned) {
            if (why.isRelease(mark.before().standing().since())) {
                LOG.infof(
                        "workload=%s revision %s is released: its Quarantine was deleted",
                        workload, mark.after().name());
                asSeen &= store.mark(workload.namespace(), mark.before(), mark.after());
            }
        }
        return asSeen;
    }

    private void dropOldest(WorkloadKey workload, KnownRevisions known) {
        known.keptOut().stream()
                .sorted(Comparator.comparing(KeptOut::since).reversed())
                .skip(LIMIT)
                .forEach(oldest -> {
                    LOG.warnf(
                            "workload=%s revision %s is no longer kept out: at most %d revisions of a workload are, "
                                    + "and it is the oldest",
                            workload, oldest.revision(), LIMIT);
                    quarantine.remove(workload.namespace(), oldest.revision());
                });
    }

    /**
     * What kept revisions out in earlier versions becomes a Quarantine first. It is deleted once a dry run has shown that the
     * API server refuses the revision because of the Quarantine.
     */
    private void adoptFormer(WorkloadKey workload, KnownRevisions known) {
        Map<String, KeptOut> keptOut = known.keptOut().stream().collect(Collectors.toMap(KeptOut::revision, k -> k));
        revisions.companions(workload).forEach((revision, companion) -> {
            if (!keptOut.containsKey(revision)) {
                if (!known.seenKeptOut().contains(revision)) {
                    quarantine.adopt(workload.namespace(), companion);
                }
            } else if (enforcement.isProven(workload, revision, FOLLOWED)) {
                quarantine.removeCompanion(workload.namespace(), companion);
            }
        });
    }

    /** If template and configuration are blamed, and one of them has been fixed, the other may come back. */
    void narrow(WorkloadKey workload, Revision declared) {
        if (declared == null) {
            return;
        }
        for (KeptOut keptOut : revisions.of(workload).keptOut()) {
            String key = workload.namespace() + "/" + keptOut.revision();
            if (!keptOut.isNarrowable() || declared.hash().equals(lookedAt.getIfPresent(key))) {
                continue;
            }
            workloads
                    .find(workload)
                    .flatMap(w -> quarantine.narrow(workload.namespace(), keptOut.revision(), Json.tree(w.template())))
                    .ifPresent(message -> LOG.infof("workload=%s %s", workload, message));
            lookedAt.put(key, declared.hash());
        }
    }
}
