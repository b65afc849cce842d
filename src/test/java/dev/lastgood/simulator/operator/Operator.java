package dev.lastgood.simulator.operator;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.probe.Corroboration;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.lib.BackOff;
import dev.lastgood.observe.probe.ProbeBoard;
import dev.lastgood.reconcile.model.StartingUp;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.SimulatedWorkload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process that leads: its memory, and the passes of both loops whenever something woke them. */
public final class Operator {

    private static final Duration SHORTEST = Duration.ofMillis(5);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(5));

    private final Cluster cluster;
    public final Caches caches;
    public final Requests requests = new Requests();
    private final ProbeBoard board = new ProbeBoard();
    private final Results results;
    private final Observer observer;
    private final ModelLoop models;
    private final IncidentLoop incidents;

    private final Map<String, Instant> dueModels = new HashMap<>();
    private final Map<String, Instant> dueIncidents = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> again = new HashMap<>();
    private final StartingUp starting = new StartingUp();
    private final Map<String, String> seenVersions = new HashMap<>();
    private boolean verdictChanged;
    private final Map<String, Long> sawWorld = new HashMap<>();
    private String lastWrite;
    /** Passes since the beginning. */
    public long passes;

    public Operator(Cluster cluster, long term) {
        this.cluster = cluster;
        this.caches = new Caches(cluster);
        this.results = new Results(cluster);
        observer = new Observer(cluster, caches, board, results, term);
        RevisionMemoryWriter store = new RevisionMemoryWriter(cluster, caches, requests);
        this.models = new ModelLoop(cluster, caches, observer, board, store, requests);
        this.incidents = new IncidentLoop(cluster, caches, observer, store, requests, results);
        board.onChange((namespace, model) -> verdictChanged = true);
    }

    /** When it does something though nothing happens; null: it does not. */
    public Instant next() {
        Instant next = caches.next();
        for (Instant due : dueModels.values()) {
            next = next == null || due.isBefore(next) ? due : next;
        }
        for (Instant due : dueIncidents.values()) {
            next = next == null || due.isBefore(next) ? due : next;
        }
        return next;
    }

    /** What is due next, for a message. */
    public String due() {
        return dueModels + " " + dueIncidents;
    }

    /** A pass failed and is to be repeated. */
    public boolean isRetrying() {
        return !failures.isEmpty() || !again.isEmpty();
    }

    /** Nothing is due. */
    public boolean isIdle(Instant now) {
        Instant next = next();
        return !verdictChanged
                && (next == null || next.isAfter(now))
                && caches.models().keySet().stream().noneMatch(this::hasNotSeenTheWorld)
                && caches.incidents().stream().noneMatch(this::isOpenAndWoken);
    }

    /** As if everything that is not over had changed. */
    public void wakeAll() {
        sawWorld.clear();
        models.forgetChange();
        incidents.forgetChange();
    }

    /** What was written last, for a message. */
    public String lastWrite() {
        return lastWrite + " " + models.lastChange() + incidents.lastChange();
    }

    /** Takes a sample of a probe; returns whether that woke anyone. */
    public boolean sample(ModelDeployment model, String probe, Outcome outcome, Reason reason, Instant at) {
        SimulatedWorkload workload = caches.workload();
        Sample sample = new Sample(probe, outcome, reason, reason.name(), at, Duration.ofMillis(50));
        boolean down = starting.isDown(Cluster.WORKLOAD, workload == null ? null : workload.rollout(), at);
        board.sampled(
                model.getMetadata().getNamespace(), model.getMetadata().getName(), Corroboration.of(sample, down));
        return verdictChanged;
    }

    /** Runs what was woken by changes, or is due, once; returns whether anything ran. */
    public boolean run() {
        Instant now = cluster.now();
        observer.forgetView();
        if (caches.catchUp(now) || verdictChanged) {
            sawWorld.clear();
        }
        verdictChanged = false;
        Set<String> woken = new HashSet<>(results.woken());
        List<String> modelsToRun = caches.models().keySet().stream()
                .filter(model -> isWoken(dueModels, model, now))
                .toList();
        List<String> incidentsToRun = new ArrayList<>();
        for (AIIncident incident : caches.incidents()) {
            String name = incident.getMetadata().getName();
            String version = incident.getMetadata().getResourceVersion();
            boolean written = !version.equals(seenVersions.put(name, version));
            if (written || woken.contains(name) || isDue(dueIncidents, name, now) || isOpenAndWoken(incident)) {
                incidentsToRun.add(name);
            }
        }
        dueIncidents.keySet().retainAll(cluster.incidents.keySet());
        failures.keySet().removeIf(name -> !cluster.incidents.containsKey(name) && !cluster.models.containsKey(name));
        for (String model : modelsToRun) {
            ModelDeployment seen = caches.models().get(model);
            pass(dueModels, model, now, () -> models.pass(seen));
        }
        for (String name : incidentsToRun) {
            AIIncident incident = caches.incident(name);
            if (incident != null) {
                pass(dueIncidents, name, now, () -> incidents.pass(incident));
            }
        }
        return !modelsToRun.isEmpty() || !incidentsToRun.isEmpty();
    }

    private boolean isWoken(Map<String, Instant> due, String name, Instant now) {
        return hasNotSeenTheWorld(name) || isDue(due, name, now);
    }

    private boolean isOpenAndWoken(AIIncident incident) {
        boolean over = incident.getStatus() != null
                && incident.getStatus().phase != null
                && incident.getStatus().phase.isOver();
        return !over && hasNotSeenTheWorld(incident.getMetadata().getName());
    }

    /** Something changed since its last pass began, be it by that pass. */
    private boolean hasNotSeenTheWorld(String name) {
        Long saw = sawWorld.get(name);
        return saw == null || saw != cluster.changes;
    }

    private static boolean isDue(Map<String, Instant> due, String name, Instant now) {
        Instant at = due.get(name);
        return at != null && !at.isAfter(now);
    }

    private interface Pass {
        Duration run();
    }

    private void pass(Map<String, Instant> due, String name, Instant now, Pass pass) {
        due.remove(name);
        passes++;
        long changes = cluster.changes;
        sawWorld.put(name, changes);
        Duration recheck;
        try {
            recheck = pass.run();
            failures.remove(name);
            again.remove(name);
        } catch (StaleWrite e) {
            recheck = AGAIN.after(again.merge(name, 1, Integer::sum));
        } catch (ApiFault e) {
            int times = failures.merge(name, 1, Integer::sum);
            Duration wait = RETRY.multipliedBy(1L << Math.min(times - 1, 10));
            recheck = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
        }
        if (cluster.changes != changes) {
            lastWrite = "in the pass over " + name;
        }
        if (recheck != null) {
            due.put(name, now.plus(recheck.compareTo(SHORTEST) < 0 ? SHORTEST : recheck));
        }
    }
}
