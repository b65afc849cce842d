package dev.lastgood.simulator.operator;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ServiceTurn;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.incident.BackgroundResults;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.OperatorState;
import dev.lastgood.decide.incident.OtherIncidents;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.incident.WorkloadHistory;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.revision.GatewaySettings;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Kinship;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Live;
import dev.lastgood.decide.revision.Reputation;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.service.RememberedTurns;
import dev.lastgood.decide.service.ServiceHistory;
import dev.lastgood.decide.workload.DeclaredChecksums;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.observe.probe.ProbeBoard;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.SimulatedWorkload;
import dev.lastgood.simulator.world.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Stands for GatewayObserver, IncidentObserver, SwitchObserver and KinshipMemory: puts together what the caches know. */
final class Observer {

    private record Read(List<ServiceTurn> written, ServiceHistory history) {}

    private record Pair(String declared, String failed, String lastGood) {}

    private final Cluster cluster;
    private final Caches caches;
    private final ProbeBoard board;
    private final Results results;
    private final long term;
    private final Map<Pair, Kinship> compared = new HashMap<>();
    private final Map<String, Read> read = new HashMap<>();
    /** The passes of one moment see the same. */
    private GatewayView last;

    private long lastChanges;
    private Instant lastAt;
    private List<Instant> rollbacks;
    private long rollbacksChanges;

    Observer(Cluster cluster, Caches caches, ProbeBoard board, Results results, long term) {
        this.cluster = cluster;
        this.caches = caches;
        this.board = board;
        this.results = results;
        this.term = term;
    }

    List<ModelDeployment> owners() {
        return List.copyOf(caches.models().values());
    }

    List<AIIncident> incidentsOf(ModelDeployment model) {
        String name = model.getMetadata().getName();
        return caches.incidents().stream()
                .filter(i -> i.getSpec().modelRef.name.equals(name))
                .toList();
    }

    List<AIIncident> allIncidents() {
        return List.copyOf(caches.incidents());
    }

    /** What is declared as the caches know it; null: the workload is missing. */
    Body declared() {
        SimulatedWorkload workload = caches.workload();
        if (workload == null) {
            return null;
        }
        Map<String, String> maps = new HashMap<>(caches.configMaps());
        boolean router = caches.models().values().stream()
                .anyMatch(m -> m.getSpec().gateway.configMaps.contains(Cluster.ROUTER));
        if (!router) {
            maps.remove(Cluster.ROUTER);
        }
        return new Body(workload.image, maps);
    }

    /** Null: the workload is missing, or no model names it. */
    GatewayView view() {
        SimulatedWorkload workload = caches.workload();
        if (workload == null || caches.models().isEmpty()) {
            return null;
        }
        if (last != null && lastChanges == cluster.changes && lastAt.equals(cluster.now())) {
            return remembered(last);
        }
        last = newView(workload);
        lastChanges = cluster.changes;
        lastAt = cluster.now();
        return remembered(last);
    }

    /** What the caches know may be other than it was. */
    void forgetView() {
        last = null;
    }

    private GatewayView newView(SimulatedWorkload workload) {
        List<ModelDeployment> owners = owners();
        List<Revision> known = caches.revisions().all();
        return new GatewayView(
                WorkloadKind.Deployment,
                Cluster.WORKLOAD,
                live(),
                workload.rollout(),
                workload.readyPods(),
                known,
                new GatewaySettings(owners).policy(),
                probing(known, owners),
                pinned(workload),
                new Reputation(
                        new WorkloadIncidents(allIncidents()).suspects(),
                        ServiceHistory.merged(owners.stream().map(this::turns).toList())),
                Neighborhood.NONE,
                Map.of());
    }

    private Live live() {
        Body declared = declared();
        Map<String, Instant> written = new HashMap<>(caches.written());
        written.keySet().retainAll(declared.configMaps().keySet());
        Set<String> inPlace = cluster.terms.reading == Terms.Reading.AT_START
                ? Set.of()
                : declared.configMaps().keySet();
        return new Live(declared.content(), declared.image(), written, inPlace, null, DeclaredChecksums.NONE);
    }

    private Probing probing(List<Revision> known, List<ModelDeployment> owners) {
        if (owners.stream().allMatch(m -> m.getSpec().probes.isEmpty())) {
            return Probing.NONE;
        }
        String serving = Serving.now(known).map(Revision::name).orElse(null);
        Map<String, ProbeState> states = new TreeMap<>();
        for (ModelDeployment model : owners) {
            board.states(model, serving)
                    .forEach((name, state) -> states.put(model.getMetadata().getName() + "/" + name, state));
        }
        return new Probing(serving, states);
    }

    /** Reading them takes longer than a pass; the same list is read once. */
    private ServiceHistory turns(ModelDeployment model) {
        List<ServiceTurn> written = model.getStatus() == null ? null : model.getStatus().turns;
        if (written == null) {
            return ServiceHistory.NONE;
        }
        Read known = read.get(model.getMetadata().getName());
        if (known == null || known.written() != written) {
            known = new Read(written, RememberedTurns.of(model));
            read.put(model.getMetadata().getName(), known);
        }
        return known.history();
    }

    private Set<String> pinned(SimulatedWorkload workload) {
        Set<String> pinned = new HashSet<>(new WorkloadIncidents(allIncidents()).pinned());
        if (workload.marker != null) {
            pinned.add(workload.marker.from());
            pinned.add(workload.marker.to());
        }
        return pinned;
    }

    private GatewayView remembered(GatewayView view) {
        if (caches.quarantines().isEmpty() && view.revisions().stream().noneMatch(Revision::isQuarantined)) {
            return view;
        }
        Map<String, Kinship> kin = new TreeMap<>();
        for (Pair pair : pairs(view)) {
            Kinship kinship = compared.get(pair);
            if (kinship != null) {
                kin.put(pair.failed(), kinship);
            }
        }
        return view.withKin(kin);
    }

    /** The same view with what had to be compared. */
    GatewayView compared(GatewayView view) {
        for (Pair pair : pairs(view)) {
            Body declared = cluster.bodies.get(pair.declared());
            Body failed = cluster.bodies.get(pair.failed());
            Body lastGood = cluster.bodies.get(pair.lastGood());
            if (declared != null && failed != null && lastGood != null) {
                compared.computeIfAbsent(pair, p -> declared.kinship(failed, lastGood));
            }
        }
        return remembered(view);
    }

    private static List<Pair> pairs(GatewayView view) {
        Optional<Revision> declared = view.declared().filter(Kinship::isAsked);
        Optional<Revision> lastGood = declared.flatMap(d -> LastGood.of(view.revisions(), d, Reputation.NONE));
        if (lastGood.isEmpty()) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (Revision failed : Kinship.failedSince(view.revisions(), lastGood.get())) {
            pairs.add(new Pair(
                    declared.get().name(), failed.name(), lastGood.get().name()));
        }
        return pairs;
    }

    IncidentView view(AIIncident incident) {
        ModelDeployment model = caches.models().get(incident.getSpec().modelRef.name);
        SimulatedWorkload workload = caches.workload();
        WorkloadIncidents neighbors = new WorkloadIncidents(model == null ? List.of() : allIncidents());
        return new IncidentView(
                incident,
                model,
                model == null ? null : view(),
                model == null ? WorkloadHistory.NONE : history(workload),
                new OtherIncidents(
                        neighbors.heldByOthers(incident),
                        switchedByOthers(incident, model),
                        neighbors.holding(incident),
                        neighbors.apart()),
                new BackgroundResults(results.of(incident), null, false),
                new OperatorState(cluster.operatorPaused, term),
                flagContents(incident, model));
    }

    /** When the workload was rolled back, as far as the breakers count it. Reading the times takes longer than a pass. */
    List<Instant> rollbacks() {
        if (rollbacks == null || rollbacksChanges != cluster.changes || caches.isBehind()) {
            rollbacks = owners().stream()
                    .flatMap(m -> BreakerState.events(m, incidentsOf(m)).stream())
                    .map(e -> Instant.parse(e.at))
                    .toList();
            rollbacksChanges = cluster.changes;
        }
        return rollbacks;
    }

    private WorkloadHistory history(SimulatedWorkload workload) {
        return new WorkloadHistory(
                workload == null ? null : workload.marker,
                rollbacks(),
                workload == null ? null : workload.lastWriter,
                workload == null ? null : workload.created);
    }

    private Map<String, String> flagContents(AIIncident incident, ModelDeployment model) {
        if (model == null
                || incident.getStatus() == null
                || incident.getStatus().flags == null
                || incident.getStatus().flags.isEmpty()) {
            return Map.of();
        }
        Map<String, String> contents = new HashMap<>();
        model.getSpec()
                .flags
                .forEach(f -> contents.put(f.name, cluster.flags.get(f.name).content()));
        return contents;
    }

    private Map<String, String> switchedByOthers(AIIncident incident, ModelDeployment model) {
        Map<String, String> switched = new HashMap<>();
        if (model == null || incident.getSpec().resolution == null || !incident.getSpec().resolution.restore) {
            return switched;
        }
        for (AIIncident other : incidentsOf(model)) {
            var status = other.getStatus();
            String name = other.getMetadata().getName();
            if (name.equals(incident.getMetadata().getName())
                    || status == null
                    || status.phase == null
                    || status.phase.isOver()) {
                continue;
            }
            if (status.flags != null) {
                status.flags.forEach(f -> switched.put(StepName.FLAG + f.name, name));
            }
            if (status.route != null) {
                switched.put(StepName.ROUTE, name);
            }
        }
        return switched;
    }
}
