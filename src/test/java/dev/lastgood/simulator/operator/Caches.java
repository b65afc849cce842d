package dev.lastgood.simulator.operator;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.KnownRevisions;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Quarantined;
import dev.lastgood.simulator.world.SimulatedWorkload;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the operator's watches have seen. Usually that is what is so; while a watch is behind, it is what was so, with what the
 * operator itself wrote since.
 */
public final class Caches {

    private final Cluster cluster;
    private final Map<Lag, Instant> behindUntil = new EnumMap<>(Lag.class);

    private Map<String, AIIncident> incidents;
    private Map<String, ModelDeployment> models;
    private Map<String, Revision> revisions;
    private Map<String, Quarantined> quarantines;
    private Set<String> recordedKeptOut;
    private SimulatedWorkload workload;
    private Map<String, String> configMaps;
    private Map<String, Instant> written;
    private boolean workloadKnown;

    Caches(Cluster cluster) {
        this.cluster = cluster;
    }

    /** From now until then this watch shows what is so now. */
    public void fallBehind(Lag lag, Instant until) {
        if (behindUntil.put(lag, until) != null) {
            return;
        }
        switch (lag) {
            case INCIDENTS -> incidents = new LinkedHashMap<>(cluster.incidents);
            case MODELS -> models = new TreeMap<>(cluster.models);
            case REVISIONS -> {
                revisions = new LinkedHashMap<>(cluster.revisions);
                quarantines = new LinkedHashMap<>(cluster.quarantines);
                recordedKeptOut = new HashSet<>(cluster.recordedKeptOut);
            }
            case WORKLOAD -> {
                workloadKnown = true;
                workload = cluster.workload == null ? null : cluster.workload.copy();
                configMaps = new HashMap<>(cluster.configMaps);
                written = new HashMap<>(cluster.configMapsWritten);
            }
        }
    }

    /** When the next watch catches up; null: none is behind. */
    Instant next() {
        return behindUntil.values().stream().min(Instant::compareTo).orElse(null);
    }

    public boolean isBehind() {
        return !behindUntil.isEmpty();
    }

    /** Returns whether a watch caught up: then what it reports wakes everything. */
    boolean catchUp(Instant now) {
        boolean caughtUp = false;
        for (Lag lag : Lag.values()) {
            Instant until = behindUntil.get(lag);
            if (until != null && !until.isAfter(now)) {
                behindUntil.remove(lag);
                caughtUp = true;
                switch (lag) {
                    case INCIDENTS -> incidents = null;
                    case MODELS -> models = null;
                    case REVISIONS -> {
                        revisions = null;
                        quarantines = null;
                        recordedKeptOut = null;
                    }
                    case WORKLOAD -> {
                        workloadKnown = false;
                        workload = null;
                        configMaps = null;
                        written = null;
                    }
                }
            }
        }
        return caughtUp;
    }

    Collection<AIIncident> incidents() {
        return (incidents == null ? cluster.incidents : incidents).values();
    }

    AIIncident incident(String name) {
        return (incidents == null ? cluster.incidents : incidents).get(name);
    }

    Map<String, ModelDeployment> models() {
        return models == null ? cluster.models : models;
    }

    SimulatedWorkload workload() {
        return workloadKnown ? workload : cluster.workload;
    }

    Map<String, String> configMaps() {
        return configMaps == null ? cluster.configMaps : configMaps;
    }

    Map<String, Instant> written() {
        return written == null ? cluster.configMapsWritten : written;
    }

    KnownRevisions revisions() {
        List<KeptOut> keptOut = (quarantines == null ? cluster.quarantines : quarantines)
                .values().stream().map(Quarantined::keptOut).toList();
        return new KnownRevisions(
                List.copyOf((revisions == null ? cluster.revisions : revisions).values()),
                keptOut,
                Set.copyOf(recordedKeptOut == null ? cluster.recordedKeptOut : recordedKeptOut));
    }

    Map<String, Quarantined> quarantines() {
        return quarantines == null ? cluster.quarantines : quarantines;
    }

    // What the operator wrote itself it knows at once; only Quarantines come back by their watch alone.

    void wrote(AIIncident incident) {
        if (incidents != null) {
            incidents.put(incident.getMetadata().getName(), incident);
        }
    }

    void wrote(ModelDeployment model) {
        if (models != null) {
            models.put(model.getMetadata().getName(), model);
        }
    }

    void wrote(Revision revision) {
        if (revisions != null) {
            revisions.put(revision.name(), revision);
        }
    }

    void wroteWorkload() {
        if (workloadKnown) {
            workload = cluster.workload == null ? null : cluster.workload.copy();
        }
    }
}
