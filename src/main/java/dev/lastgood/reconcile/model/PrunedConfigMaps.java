package dev.lastgood.reconcile.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.act.workload.RecreatedConfigMap;
import dev.lastgood.api.Durations;
import dev.lastgood.decide.revision.RecreationMemory;
import dev.lastgood.decide.revision.RestoredNeeds;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WatchedRevisions;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.WorkloadLocks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Creates ConfigMaps again that a restored revision needs and that someone deleted after the rollback: a GitOps tool prunes what
 * the failed release does not contain.
 */
@ApplicationScoped
class PrunedConfigMaps {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** What the API server refused is tried again; what made it possible is not an event. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final GatewayObserver gateways;
    private final WatchedRevisions revisions;
    private final RevisionBodies bodies;
    private final RecreatedConfigMap recreated;
    private final RevisionStore store;
    private final WorkloadLocks locks;
    private final Clock clock;

    PrunedConfigMaps(
            GatewayObserver gateways,
            WatchedRevisions revisions,
            RevisionBodies bodies,
            RecreatedConfigMap recreated,
            RevisionStore store,
            WorkloadLocks locks,
            Clock clock) {
        this.gateways = gateways;
        this.revisions = revisions;
        this.bodies = bodies;
        this.recreated = recreated;
        this.store = store;
        this.locks = locks;
        this.clock = clock;
    }

    /**
     * What became of them.
     *
     * @param changing one was just created, or the workload is being changed: what is seen now is outdated
     * @param problem what is missing and stays so, in words; null if nothing is
     * @param recheck when to try again though nothing happens; null: never
     */
    record Outcome(boolean changing, String problem, Duration recheck) {

        private static final Outcome NOTHING_MISSING = new Outcome(false, null, null);
        private static final Outcome CHANGING = new Outcome(true, null, null);
    }

    /** Called before a pass records what is declared: without them it would be another revision. */
    Outcome restore(WorkloadKey workload) {
        Optional<RollbackMarker> marker = gateways.marker(workload);
        Set<String> absent = marker.isPresent() ? gateways.absentConfigMaps(workload) : Set.of();
        Set<String> missing = absent.isEmpty()
                ? Set.of()
                : gateways.view(workload)
                        .map(view -> RestoredNeeds.missing(view, marker.get(), absent))
                        .orElse(Set.of());
        return missing.isEmpty()
                ? Outcome.NOTHING_MISSING
                : locks.during(workload, () -> restore(workload, marker.get(), missing))
                        .orElse(Outcome.CHANGING);
    }

    private Outcome restore(WorkloadKey workload, RollbackMarker marker, Set<String> missing) {
        Optional<JsonNode> body = bodies.of(workload.namespace(), marker.to());
        Optional<Workload> owner = gateways.declared(workload).map(declared -> declared.workload());
        if (body.isEmpty() || owner.isEmpty()) {
            return Outcome.NOTHING_MISSING; // RollbackPossible reports a revision whose data are gone
        }
        List<String> problems = new ArrayList<>();
        for (String name : missing) {
            Optional<String> problem = restore(workload, owner.get(), marker, name, body.get());
            if (problem.isEmpty()) {
                return Outcome.CHANGING; // the others follow in the next pass
            }
            problems.add("ConfigMap " + name + ": " + problem.get());
        }
        return new Outcome(
                false,
                "what the restored revision " + marker.to() + " needs does not exist, so new pods do not start. "
                        + String.join("; ", problems),
                AGAIN);
    }

    /** Returns why it is not created, in words; empty if it exists now. */
    private Optional<String> restore(
            WorkloadKey workload, Workload owner, RollbackMarker marker, String name, JsonNode body) {
        RecreationMemory memory = revisions.recreations(workload, marker);
        RecreationMemory after = memory.isLoop(name)
                ? memory
                : memory.deleted(name, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            if (after.isLoop(name)) {
                if (recreated.exists(workload.namespace(), name)) {
                    return Optional.empty(); // the watch is behind
                }
                if (remember(workload, marker, memory, after)) {
                    LOG.warnf(
                            "workload=%s ConfigMap %s, which %s needs, was deleted again within %s: Lastgood leaves it deleted",
                            workload, name, marker.to(), Durations.text(RecreationMemory.LOOP));
                }
                return Optional.of("someone deleted it twice within " + Durations.text(RecreationMemory.LOOP)
                        + ", so Lastgood no longer creates it. Exclude it from pruning and apply it again, or roll out a fix "
                        + "that does not need it");
            }
            if (recreated.create(owner, name, body)) {
                remember(workload, marker, memory, after);
                LOG.infof(
                        "workload=%s ConfigMap %s, which %s needs, was deleted: created again",
                        workload, name, marker.to());
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e).isTransient()) {
                throw e;
            }
            return Optional.of("the API server refuses to create it again: " + ApiRefusal.words(e));
        }
    }

    /** Returns whether there was something to write down. */
    private boolean remember(
            WorkloadKey workload, RollbackMarker marker, RecreationMemory before, RecreationMemory after) {
        if (after.equals(before)) {
            return false;
        }
        store.recreated(workload.namespace(), marker.to(), after);
        return true;
    }
}
