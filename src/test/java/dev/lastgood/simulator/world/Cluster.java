package dev.lastgood.simulator.world;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.Revision;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The objects of one namespace, and what the API server does with them. */
public final class Cluster {

    public static final String NAMESPACE = "ai";
    public static final String WORKLOAD = "gateway";
    public static final String PROMPTS = "prompts";
    public static final String ROUTER = "router";

    /** How long a changed ConfigMap takes to reach the pods that mount it. */
    private static final Duration KUBELET = Duration.ofSeconds(60);

    public final SettableClock clock = new SettableClock();
    public final Terms terms;

    /** Null: deleted. */
    public SimulatedWorkload workload;

    public final Map<String, String> configMaps = new TreeMap<>();
    public final Map<String, Instant> configMapsWritten = new TreeMap<>();
    public final Map<String, AIIncident> incidents = new LinkedHashMap<>();
    public final Map<String, ModelDeployment> models = new TreeMap<>();
    public final Map<String, Revision> revisions = new LinkedHashMap<>();
    /** By name of the revision; they outlive it, so that the truth about it is known. */
    public final Map<String, Body> bodies = new LinkedHashMap<>();
    /** Revisions of which it is recorded that a Quarantine kept them out. */
    public final Set<String> recordedKeptOut = new HashSet<>();

    public final Map<String, Quarantined> quarantines = new LinkedHashMap<>();
    public final Map<String, SimulatedFlag> flags = new TreeMap<>();
    public final Set<String> switchedRoutes = new HashSet<>();
    public boolean operatorPaused;
    /** What all revisions call is away. */
    public boolean upstreamDown;
    /** No new pod becomes ready. */
    public boolean scarce;

    /** What was done, for the invariants. */
    public final List<Act> acts = new ArrayList<>();
    /** Messages that a receiver has, by its name and their identity. */
    public final Map<String, Message> messages = new LinkedHashMap<>();

    /** Grows with each change that watches report. */
    public long changes;

    /** Pods that started in the second in which a ConfigMap was written. */
    private final Set<Instant> ambiguous = new HashSet<>();

    private long version;
    private int created;
    private Instant reloadAt;

    public Cluster(Terms terms) {
        this.terms = terms;
        configMaps.put(PROMPTS, "good-0");
        configMaps.put(ROUTER, "good-0");
        Instant now = now();
        configMapsWritten.put(PROMPTS, now.minus(Duration.ofDays(1)));
        configMapsWritten.put(ROUTER, now.minus(Duration.ofDays(1)));
        workload = new SimulatedWorkload(0, now.minus(Duration.ofHours(1)), "good-0");
        workload.completeAt(now.minus(Duration.ofHours(1)), configMaps);
        for (int i = 0; i < terms.models; i++) {
            String name = i == 0 ? "pricing" : "search";
            put(ModelSpecs.of(name, terms, now.toString()));
            models.get(name).getSpec().flags.forEach(flag -> flags.put(flag.name, new SimulatedFlag()));
        }
    }

    public Instant now() {
        return clock.instant();
    }

    public void changed() {
        changes++;
    }

    // --- time

    /** When something happens without anyone's doing; null: nothing will. */
    public Instant next() {
        Instant next = workload == null ? null : workload.next();
        return next == null || reloadAt != null && reloadAt.isBefore(next) ? reloadAt : next;
    }

    /** Does what is due. */
    public void step() {
        Instant now = now();
        boolean changed = workload != null && workload.step(now, configMaps);
        if (reloadAt != null && !reloadAt.isAfter(now)) {
            reloadAt = null;
            if (workload != null) {
                workload.reload(configMaps);
            }
            changed = true;
        }
        if (changed) {
            changes++;
        }
    }

    // --- the workload, as deployers write it

    /** Returns whether the API server let it in. */
    public boolean applyImage(String image, String writer) {
        if (workload == null || workload.image.equals(image)) {
            return true;
        }
        String before = workload.image;
        if (terms.admission && quarantines.values().stream().anyMatch(q -> q.refusesImage(before, image))) {
            return false;
        }
        writeTemplate(image, workload.stamp, writer);
        return true;
    }

    /** Returns whether the API server let it in. */
    public boolean applyText(String configMap, String text) {
        String before = configMaps.get(configMap);
        if (text.equals(before)) {
            return true;
        }
        if (terms.admission && quarantines.values().stream().anyMatch(q -> q.refusesText(configMap, before, text))) {
            return false;
        }
        writeText(configMap, text);
        return true;
    }

    public void restartRollout(String writer) {
        if (workload != null) {
            writeTemplate(workload.image, workload.stamp + 1, writer);
        }
    }

    /** No admission: as Lastgood itself writes, and who may bypass it. */
    public void writeTemplate(String image, int stamp, String writer) {
        workload.image = image;
        workload.stamp = stamp;
        if (!writer.equals("lastgood")) {
            workload.lastWriter = writer;
        }
        workload.written(now());
        changes++;
    }

    public void writeText(String configMap, String text) {
        configMaps.put(configMap, text);
        configMapsWritten.put(configMap, now());
        if (workload != null) {
            Instant second = now().truncatedTo(ChronoUnit.SECONDS);
            workload.pods.stream().map(PodGroup::started).filter(second::equals).forEach(ambiguous::add);
        }
        if (terms.reading != Terms.Reading.AT_START) {
            reloadAt = now().plus(KUBELET);
        }
        changes++;
    }

    public void scale(int replicas) {
        if (workload != null && workload.desired != replicas) {
            workload.desired = replicas;
            workload.written(now());
            changes++;
        }
    }

    public void losePods() {
        if (workload != null && !workload.lost) {
            workload.lost = true;
            changes++;
        }
    }

    public void restorePods() {
        if (workload != null && workload.lost) {
            workload.restartPods(now(), configMaps);
            changes++;
        }
    }

    public void scarce(boolean isScarce) {
        scarce = isScarce;
        if (workload != null) {
            workload.stuck = isScarce;
        }
    }

    public void deleteWorkload() {
        if (workload != null) {
            workload = null;
            changes++;
        }
    }

    /** A creation is never refused. */
    public void createWorkload(String image) {
        if (workload == null) {
            workload = new SimulatedWorkload(++created, now(), image);
            workload.stuck = scarce;
            changes++;
        }
    }

    /** What is declared now: the image, and the ConfigMaps that belong to a revision. */
    public Body declared() {
        return new Body(workload.image, parts());
    }

    /** The ConfigMaps that belong to a revision by today's policy: the template refers to the prompts. */
    public Map<String, String> parts() {
        boolean router = models.values().stream()
                .anyMatch(m -> m.getSpec().gateway.configMaps.contains(ROUTER));
        return router ? Map.copyOf(configMaps) : Map.of(PROMPTS, configMaps.get(PROMPTS));
    }

    /** Returns whether there was one. */
    public boolean removeQuarantine(String revision) {
        boolean existed = quarantines.remove(revision) != null;
        if (existed) {
            changes++;
        }
        return existed;
    }

    // --- objects of our kinds

    private ObjectMeta next(ObjectMeta metadata, boolean spec) {
        return new ObjectMetaBuilder(metadata)
                .withResourceVersion(Long.toString(++version))
                .withGeneration(metadata.getGeneration() == null ? 1L : metadata.getGeneration() + (spec ? 1 : 0))
                .build();
    }

    /** Creates an incident; returns false if there is one of this name. */
    public boolean create(AIIncident incident) {
        String name = incident.getMetadata().getName();
        if (incidents.containsKey(name)) {
            return false;
        }
        incident.setMetadata(new ObjectMetaBuilder(incident.getMetadata())
                .withUid("uid-" + name + "-" + ++created)
                .withGeneration(1L)
                .withResourceVersion(Long.toString(++version))
                .withCreationTimestamp(
                        now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString())
                .build());
        incidents.put(name, incident);
        changes++;
        return true;
    }

    /** A person writes the spec. */
    public void write(AIIncident incident, AIIncidentSpec spec) {
        AIIncident after = new AIIncident();
        after.setMetadata(next(incident.getMetadata(), true));
        after.setSpec(spec);
        after.setStatus(incident.getStatus());
        incidents.put(after.getMetadata().getName(), after);
        changes++;
    }

    /** Returns what is stored; null: it was changed or deleted since it was seen. */
    public AIIncident writeStatus(AIIncident seen, AIIncidentStatus status) {
        AIIncident now = incidents.get(seen.getMetadata().getName());
        if (now == null || !isSame(now.getMetadata(), seen.getMetadata())) {
            return null;
        }
        AIIncident after = new AIIncident();
        after.setMetadata(next(now.getMetadata(), false));
        after.setSpec(now.getSpec());
        after.setStatus(status);
        incidents.put(after.getMetadata().getName(), after);
        changes++;
        return after;
    }

    public void delete(AIIncident incident) {
        if (incidents.remove(incident.getMetadata().getName()) != null) {
            changes++;
        }
    }

    public void put(ModelDeployment model) {
        model.setMetadata(next(model.getMetadata(), false));
        models.put(model.getMetadata().getName(), model);
        changes++;
    }

    /** A person writes spec or metadata. */
    public void write(ModelDeployment model, ModelDeploymentSpec spec, ObjectMeta metadata) {
        ModelDeployment after = new ModelDeployment();
        after.setMetadata(next(metadata, true));
        after.setSpec(spec);
        after.setStatus(model.getStatus());
        models.put(after.getMetadata().getName(), after);
        changes++;
    }

    /** Returns what is stored; null: it was changed since it was seen. */
    public ModelDeployment writeStatus(ModelDeployment seen, ModelDeploymentStatus status) {
        ModelDeployment now = models.get(seen.getMetadata().getName());
        if (now == null || !isSame(now.getMetadata(), seen.getMetadata())) {
            return null;
        }
        ModelDeployment after = new ModelDeployment();
        after.setMetadata(next(now.getMetadata(), false));
        after.setSpec(now.getSpec());
        after.setStatus(status);
        models.put(after.getMetadata().getName(), after);
        changes++;
        return after;
    }

    private static boolean isSame(ObjectMeta one, ObjectMeta other) {
        return one.getResourceVersion().equals(other.getResourceVersion());
    }

    // --- truth

    /** Whether what the pods of a revision run is bad for itself. */
    public Truth truth(String revision) {
        Body body = bodies.get(revision);
        return body == null ? Truth.GOOD : body.truth();
    }

    /** The revision that some pods run, by its body; null: none that was recorded. */
    public String revisionOf(Body running) {
        for (Map.Entry<String, Body> each : bodies.entrySet()) {
            if (isRun(each.getValue(), running) && revisions.containsKey(each.getKey())) {
                return each.getKey();
            }
        }
        return null;
    }

    /** A ConfigMap was written in the second in which pods started: which was first cannot be seen. */
    public boolean isAmbiguous() {
        return workload != null
                && workload.pods.stream()
                        .anyMatch(group -> ambiguous.contains(group.started())
                                || configMapsWritten.values().stream()
                                        .anyMatch(written -> written.truncatedTo(ChronoUnit.SECONDS)
                                                .equals(group.started())));
    }

    /** What of a revision belongs to it by the policies of today. */
    public Body ofPolicy(Body revision) {
        Map<String, String> maps = new HashMap<>(revision.configMaps());
        maps.keySet().retainAll(parts().keySet());
        return new Body(revision.image(), maps);
    }

    /** A ConfigMap that the revision does not know says nothing. */
    public static boolean isRun(Body revision, Body running) {
        return revision.image().equals(running.image())
                && revision.configMaps().entrySet().stream()
                        .allMatch(e -> e.getValue().equals(running.configMaps().get(e.getKey())));
    }
}
