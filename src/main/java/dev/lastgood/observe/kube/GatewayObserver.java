package dev.lastgood.observe.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.IgnoredPart;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.Defaults;
import dev.lastgood.decide.revision.GatewaySettings;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Live;
import dev.lastgood.decide.revision.Reputation;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.ScopedBody;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.service.RememberedTurns;
import dev.lastgood.decide.service.ServiceHistory;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.NoiseReport;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.decide.workload.RolloutStatus;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.observe.probe.ProbeBoard;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Puts together what the repositories know of one gateway; nothing is read over the network. */
@ApplicationScoped
public class GatewayObserver {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final WatchedWorkloads workloads;
    private final WatchedPods pods;
    private final WatchedConfigMaps configMaps;
    private final ConfigMapUsers users;
    private final WatchedRevisions revisions;
    private final ProbeBoard probes;
    private final ComparableRevisions comparable;
    private final KinshipMemory kinshipMemory;
    private final OwnerMemory owners;

    public GatewayObserver(
            WatchedModels models,
            WatchedIncidents incidents,
            WatchedWorkloads workloads,
            WatchedPods pods,
            WatchedConfigMaps configMaps,
            ConfigMapUsers users,
            WatchedRevisions revisions,
            ProbeBoard probes,
            ComparableRevisions comparable,
            KinshipMemory kinshipMemory,
            OwnerMemory owners) {
        this.models = models;
        this.incidents = incidents;
        this.workloads = workloads;
        this.pods = pods;
        this.configMaps = configMaps;
        this.users = users;
        this.revisions = revisions;
        this.probes = probes;
        this.comparable = comparable;
        this.kinshipMemory = kinshipMemory;
        this.owners = owners;
    }

    /** Returns what is known of the workload; empty where it does not exist or no model names it. */
    public Optional<GatewayView> view(WorkloadKey workload) {
        List<Revision> known = revisions.of(workload).all();
        return declared(workload).filter(d -> !d.settings().models().isEmpty()).map(declared -> {
            Live live = live(declared);
            GatewayView view = view(declared, live, comparable(declared, live, known));
            Live recognized = comparable.recognized(
                    workload.namespace(),
                    view,
                    Defaults.candidates(
                            view.revisions(), view.rollout(), marker(workload).orElse(null)),
                    declared);
            return kinshipMemory.remembered(
                    workload.namespace(),
                    recognized == live ? view : view(declared, recognized, view.revisions()),
                    declared.noise());
        });
    }

    private GatewayView view(DeclaredGateway declared, Live live, List<Revision> known) {
        List<ModelDeployment> owners = declared.settings().models();
        return new GatewayView(
                declared.workload().kind(),
                declared.workload().object().getMetadata().getName(),
                live,
                RolloutStatus.of(declared.workload()),
                pods.of(declared.workload()),
                known,
                declared.settings().policy(),
                probing(known, owners),
                pinned(declared, owners),
                reputation(owners),
                neighborhood(declared),
                Map.of());
    }

    /** What incidents name and, until they have said so, what the last rollback was about. */
    private Set<String> pinned(DeclaredGateway declared, List<ModelDeployment> owners) {
        Set<String> pinned = new HashSet<>(incidents(owners).pinned());
        marker(declared.workload()).ifPresent(marker -> pinned.addAll(List.of(marker.from(), marker.to())));
        return pinned;
    }

    private Reputation reputation(List<ModelDeployment> owners) {
        return new Reputation(
                incidents(owners).suspects(),
                ServiceHistory.merged(owners.stream().map(RememberedTurns::of).toList()));
    }

    private List<Revision> comparable(DeclaredGateway declared, Live live, List<Revision> known) {
        String namespace = namespace(declared);
        return comparable.of(namespace, known, live, declared.noise(), name -> isPart(declared, name));
    }

    /** What other objects mean for the workload. */
    public Neighborhood neighborhood(DeclaredGateway declared) {
        return new Neighborhood(
                owners.of(declared.workload()).orElse(null),
                sharing(declared, configMapNames(declared)),
                declared.settings().foreign(declared.workload().template(), states(declared)));
    }

    /** Who else uses these ConfigMaps. */
    public Sharing sharing(DeclaredGateway declared, Set<String> names) {
        Map<String, Set<String>> others = new TreeMap<>();
        for (String name : names) {
            Set<String> using = new TreeSet<>(users.of(namespace(declared), name));
            using.remove(declared.workload().reference());
            using.removeAll(declared.settings().ownCronJobs());
            if (!using.isEmpty()) {
                others.put(name, using);
            }
        }
        return new Sharing(declared.settings().sharedConfigMaps(), others);
    }

    /** The workload as it is declared now, with what its models say of it; empty where it does not exist. */
    public Optional<DeclaredGateway> declared(WorkloadKey workload) {
        GatewaySettings settings = new GatewaySettings(models.of(workload));
        return workloads
                .find(workload)
                .map(w -> new DeclaredGateway(w, settings, settings.noise().with(revisions.learned(workload))));
    }

    /** Names of the ConfigMaps that belong to a revision of what is declared, present or not. */
    public Set<String> configMapNames(DeclaredGateway declared) {
        return declared.settings().configMapNames(declared.workload().template(), states(declared));
    }

    /** Whether a ConfigMap of that name belongs to a revision and may be restored. */
    public boolean isPart(DeclaredGateway declared, String configMap) {
        return declared.settings().isPart(configMap, states(declared).apply(configMap));
    }

    /** Names of the ConfigMaps that belong to the declared revision and whose content changes all the time. */
    public List<String> busyConfigMaps(DeclaredGateway declared, Instant now) {
        return configMapNames(declared).stream()
                .filter(name -> states(declared).apply(name).isBusy(now))
                .toList();
    }

    private Function<String, ConfigMapState> states(DeclaredGateway declared) {
        return name -> configMaps.state(namespace(declared), name);
    }

    /**
     * The body of a rollback's target without the ConfigMaps that do not belong to it by what counts today.
     *
     * @param declared the workload with the settings of today
     */
    public JsonNode target(DeclaredGateway declared, JsonNode body) {
        return ScopedBody.of(body, configMapNames(declared, body));
    }

    /** The body of the failed revision, without what does not count today and what the target does not know. */
    public JsonNode failed(DeclaredGateway declared, JsonNode body, JsonNode target) {
        return ScopedBody.comparedWith(
                target, ScopedBody.of(body, configMapNames(declared, body)), configMapNames(declared, target));
    }

    private Set<String> configMapNames(DeclaredGateway declared, JsonNode body) {
        return declared.settings()
                .configMapNames(Json.as(body.path("template"), PodTemplateSpec.class), states(declared));
    }

    /** What of the template that is declared now does not count, and why; empty if the workload does not exist. */
    public List<IgnoredPart> ignored(WorkloadKey workload) {
        return declared(workload)
                .map(d -> NoiseReport.of(d.workload().template(), d.noise()))
                .orElse(List.of());
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

    /** Whether the revision is recorded, but someone edited its annotations so that nothing can be read. */
    public boolean isUnreadable(WorkloadKey workload, String revision) {
        return revisions.unreadable(workload).contains(revision);
    }

    /** The revision that serves, as it is recorded. */
    public Optional<Revision> serving(WorkloadKey workload) {
        return Serving.now(revisions.of(workload).all());
    }

    /** The rollback that the workload's annotation speaks of. */
    public Optional<RollbackMarker> marker(WorkloadKey workload) {
        return workloads.find(workload).flatMap(GatewayObserver::marker);
    }

    private static Optional<RollbackMarker> marker(Workload workload) {
        return RollbackMarker.parse(Annotation.of(workload.object(), Names.ROLLBACK));
    }

    /** Whether Lastgood owns fields of the template: a rollback restored them, and they were not handed back yet. */
    public boolean isTemplateOwned(WorkloadKey workload) {
        return workloads
                .find(workload)
                .filter(w -> TemplateWriters.isOurs(w.object()))
                .isPresent();
    }

    /** The ConfigMaps of the workload of which Lastgood owns content in this way. */
    public Set<String> ownedConfigMaps(WorkloadKey workload) {
        Set<String> names = new TreeSet<>(configMaps.recreated(workload).keySet());
        declared(workload).map(this::configMapNames).ifPresent(names::addAll);
        names.removeIf(name -> !configMaps.isOwned(workload.namespace(), name));
        return names;
    }

    /** The ConfigMaps that belong to what is declared and do not exist. */
    public Set<String> absentConfigMaps(WorkloadKey workload) {
        Set<String> names = new TreeSet<>();
        declared(workload).map(this::configMapNames).ifPresent(names::addAll);
        names.removeIf(name -> configMaps.exists(workload.namespace(), name));
        return names;
    }

    /** Whether a template in the namespace uses the ConfigMap, or a model of the workload names it. */
    public boolean isReferenced(WorkloadKey workload, String configMap) {
        return !workloads.usersOf(workload.namespace(), configMap).isEmpty()
                || declared(workload)
                        .filter(declared -> configMapNames(declared).contains(configMap))
                        .isPresent();
    }

    /** How far its controller is; empty if the workload is missing. */
    public Optional<Rollout> rollout(WorkloadKey workload) {
        return workloads.find(workload).map(RolloutStatus::of);
    }

    /** Who last wrote the workload's template, Lastgood left aside; null where that is not known. */
    public String lastWriter(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(Workload::object)
                .flatMap(TemplateWriters::last)
                .orElse(null);
    }

    /** When the workload was created; null if it is missing. */
    public Instant createdAt(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(w -> Instant.parse(w.object().getMetadata().getCreationTimestamp()))
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
