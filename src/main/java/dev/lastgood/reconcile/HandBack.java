package dev.lastgood.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.workload.Ownership;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Hands what a rollback restored back to the appliers that owned it, in a background thread. Whether that is still to be done is
 * read from the objects themselves: Lastgood owns what it has not handed back. So a crash delays it, and nothing else.
 */
@ApplicationScoped
public class HandBack {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** The watches report a success much sooner; this is for what failed. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final GatewayObserver gateways;
    private final RevisionBodies bodies;
    private final Ownership ownership;
    private final BackgroundThreads threads;
    private final Set<WorkloadKey> underWay = ConcurrentHashMap.newKeySet();

    HandBack(GatewayObserver gateways, RevisionBodies bodies, Ownership ownership, BackgroundThreads threads) {
        this.gateways = gateways;
        this.bodies = bodies;
        this.ownership = ownership;
        this.threads = threads;
    }

    /** Begins right after the patch. {@code to} is the data of the revision that was restored. */
    public void begin(WorkloadKey workload, RollbackMarker marker, JsonNode to) {
        execute(workload, () -> handBack(workload, marker, to));
    }

    /** Begins if something is still to be handed back; returns when to look again though nothing happens, null: never. */
    public Duration beginIfDue(WorkloadKey workload) {
        Optional<RollbackMarker> marker = gateways.marker(workload);
        Set<String> configMaps = gateways.ownedConfigMaps(workload);
        if (marker.isEmpty() || configMaps.isEmpty() && !gateways.isTemplateOwned(workload)) {
            return null;
        }
        execute(workload, () -> handBack(workload, marker.get(), restored(workload, marker.get(), configMaps)));
        return AGAIN;
    }

    /** Without the revision it is unknown to whom something belonged: Lastgood gives it up all the same. */
    private JsonNode restored(WorkloadKey workload, RollbackMarker marker, Set<String> configMaps) {
        JsonNode to = bodies.of(workload.namespace(), marker.to()).orElseGet(Json::object);
        ObjectNode known = ((ObjectNode) to).withObjectProperty("configMaps");
        configMaps.stream().filter(name -> !known.has(name)).forEach(known::putNull);
        return to;
    }

    private void execute(WorkloadKey workload, Runnable work) {
        if (!underWay.add(workload)) {
            return;
        }
        boolean accepted = threads.cluster().execute("hand " + workload + " back to its appliers", () -> {
            try {
                work.run();
            } finally {
                underWay.remove(workload);
            }
        });
        if (!accepted) {
            underWay.remove(workload);
        }
    }

    private void handBack(WorkloadKey workload, RollbackMarker marker, JsonNode to) {
        if (!ownership.handBack(workload.kind(), workload.namespace(), workload.name(), marker.toString(), to)) {
            LOG.warnf("workload=%s could not be handed back to its appliers yet: it changed at each try", workload);
        }
    }
}
