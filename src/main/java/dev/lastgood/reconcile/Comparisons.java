package dev.lastgood.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.aftermath.Diagnosing;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.GatewaySettings;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Compares an incident's suspect with what is restored in its place, beside the reconcile. */
@ApplicationScoped
public class Comparisons {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final RevisionBodies bodies;
    private final WatchedModels models;
    private final RecordWorker worker;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    /** By uid, until it stands in the status; what is lost is compared again. */
    private final Cache<String, Change> done =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(10_000).build();

    private volatile BiConsumer<String, String> listener = (namespace, name) -> {};

    public Comparisons(RevisionBodies bodies, WatchedModels models, RecordWorker worker) {
        this.bodies = bodies;
        this.models = models;
        this.worker = worker;
    }

    /** {@code listener} is told namespace and name of an incident whose comparison is done. */
    void onResult(BiConsumer<String, String> newListener) {
        this.listener = newListener;
    }

    /** What was compared for this incident, null: nothing that its status has not. */
    Change of(AIIncident incident) {
        return Diagnosing.isWanted(incident.getStatus())
                ? done.getIfPresent(incident.getMetadata().getUid())
                : null;
    }

    void submit(AIIncident incident, AIIncidentStatus status, ModelDeployment model) {
        String uid = incident.getMetadata().getUid();
        if (model == null || !Diagnosing.isWanted(status) || isDone(uid, status) || !underWay.add(uid)) {
            return;
        }
        String namespace = incident.getMetadata().getNamespace();
        String failed = status.suspect;
        String lastGood = status.plan.to;
        WorkloadKey workload = WorkloadKey.of(model);
        boolean accepted = worker.execute("what came in with " + failed, () -> {
            try {
                done.put(uid, compare(workload, failed, lastGood));
            } finally {
                underWay.remove(uid);
            }
            listener.accept(namespace, incident.getMetadata().getName());
        });
        if (!accepted) {
            underWay.remove(uid);
        }
    }

    private boolean isDone(String uid, AIIncidentStatus status) {
        Change change = done.getIfPresent(uid);
        return change != null
                && change.failed().equals(status.suspect)
                && change.lastGood().equals(status.plan.to);
    }

    private Change compare(WorkloadKey workload, String failed, String lastGood) {
        Optional<JsonNode> bad = bodies.of(workload.namespace(), failed);
        Optional<JsonNode> good = bodies.of(workload.namespace(), lastGood);
        return bad.isEmpty() || good.isEmpty()
                ? Change.unknown(failed, lastGood, bad.isEmpty() ? failed : lastGood)
                : Change.between(
                        failed,
                        bad.get(),
                        lastGood,
                        good.get(),
                        new GatewaySettings(models.of(workload)).ignoredAnnotations());
    }
}
