package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.GatewaySettings;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Live;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.RolloutStatus;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.observe.probe.ProbeBoard;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts together what the repositories know of one gateway; nothing is read over the network. */
@ApplicationScoped
public class GatewayObserver {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final WatchedWorkloads workloads;
    private final WatchedPods pods;
    private final WatchedConfigMaps configMaps;
    private final WatchedRevisions revisions;
    private final ProbeBoard probes;

    public GatewayObserver(
            WatchedModels models,
            WatchedIncidents incidents,
            WatchedWorkloads workloads,
            WatchedPods pods,
            WatchedConfigMaps configMaps,
            WatchedRevisions revisions,
            ProbeBoard probes) {
        this.models = models;
        this.incidents = incidents;
        this.workloads = workloads;
        this.pods = pods;
        this.configMaps = configMaps;
        this.revisions = revisions;
        this.probes = probes;
    }

    /** Returns what is known of the workload; empty where it does not exist or no model names it. */
    public Optional<GatewayView> view(WorkloadKey workload) {
        List<Revision> known = revisions.of(workload).all();
        return declared(workload).filter(d -> !d.settings().models().isEmpty()).map(declared -> {
            List<ModelDeployment> owners = declared.settings().models();
            return new GatewayView(
                    workload.kind(),
                    workload.name(),
                    live(declared),
                    RolloutStatus.of(declared.workload()),
                    pods.of(declared.workload()),
                    known,
                    declared.settings().policy(),
                    probing(known, owners),
                    incidents(owners).pinned());
        });
    }

    /** The workload as it is declared now, with what its models say of it; empty where it does not exist. */
    public Optional<DeclaredGateway> declared(WorkloadKey workload) {
        GatewaySettings settings = new GatewaySettings(models.of(workload));
        return workloads.find(workload).map(w -> new DeclaredGateway(w, settings));
    }

    /** Names of the ConfigMaps that belong to a revision of what is declared, present or not. */
    public Set<String> configMapNames(DeclaredGateway declared) {
        String namespace = namespace(declared);
        return declared.settings().configMapNames(declared.workload().template(), name -> configMaps
                .state(namespace, name)
                .ignored());
    }

    private Live live(DeclaredGateway declared) {
        String namespace = namespace(declared);
        Map<String, ConfigMapState> configuration = new TreeMap<>();
        configMapNames(declared).forEach(name -> configuration.put(name, configMaps.state(namespace, name)));
        return Live.of(declared, configuration);
    }

    private static String namespace(DeclaredGateway declared) {
        return declared.workload().object().getMetadata().getNamespace();
    }

    /** What the probes of all its models say of the revision that serves. */
    private Probing probing(List<Revision> known, List<ModelDeployment> owners) {
        if (owners.stream().allMatch(m -> m.getSpec().probes.isEmpty())) {
            return Probing.NONE;
        }
        String serving = Serving.now(known).map(Revision::name).orElse(null);
        Map<String, ProbeState> states = new TreeMap<>();
        for (ModelDeployment model : owners) {
            probes.states(model, serving)
                    .forEach((name, state) -> states.put(model.getMetadata().getName() + "/" + name, state));
        }
        return new Probing(serving, states);
    }

    /** What is recorded of one revision. */
    public Optional<Revision> revision(WorkloadKey workload, String name) {
        return revisions.of(workload).all().stream()
                .filter(r -> r.name().equals(name))
                .findFirst();
    }

    /** The revision that serves, as it is recorded. */
    public Optional<Revision> serving(WorkloadKey workload) {
        return Serving.now(revisions.of(workload).all());
    }

    /** The rollback that the workload's annotation speaks of. */
    public Optional<RollbackMarker> marker(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(w -> w.object().getMetadata().getAnnotations())
                .flatMap(a -> RollbackMarker.parse(a == null ? null : a.get(Names.ROLLBACK)));
    }

    /** Whether too few of its pods are available, as its controller says; one that was scaled to zero needs none. */
    public boolean isUnavailable(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(w -> RolloutStatus.of(w).replicas())
                .filter(r -> r.desired() > 0 && !r.minimumAvailable())
                .isPresent();
    }

    /** Who last wrote the workload's template, Lastgood left aside; null where that is not known. */
    public String lastWriter(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(Workload::object)
                .flatMap(TemplateWriters::last)
                .orElse(null);
    }

    /** When the workload was rolled back, for whichever of its models. */
    public List<Instant> rollbacks(WorkloadKey workload) {
        return models.of(workload).stream()
                .flatMap(m -> BreakerState.events(m, incidents.of(m)).stream())
                .map(e -> Instant.parse(e.at))
                .toList();
    }

    /** The incidents of all models on the workload. */
    public WorkloadIncidents incidents(WorkloadKey workload) {
        return incidents(models.of(workload));
    }

    private WorkloadIncidents incidents(List<ModelDeployment> owners) {
        List<AIIncident> all = incidents.of(owners);
        return new WorkloadIncidents(all);
    }
}
