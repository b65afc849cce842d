package dev.lastgood.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Flag;
import dev.lastgood.api.Gateway;
import dev.lastgood.api.Goodness;
import dev.lastgood.api.Lastgood;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.Resolution;
import dev.lastgood.api.SharedConfigMaps;
import dev.lastgood.decide.BreakerState;
import dev.lastgood.decide.GatewayPolicy;
import dev.lastgood.decide.GatewayView;
import dev.lastgood.decide.IncidentView;
import dev.lastgood.decide.Json;
import dev.lastgood.decide.Live;
import dev.lastgood.decide.Pods;
import dev.lastgood.decide.ProbeState;
import dev.lastgood.decide.Probing;
import dev.lastgood.decide.Projection;
import dev.lastgood.decide.References;
import dev.lastgood.decide.Revision;
import dev.lastgood.decide.RollbackMarker;
import dev.lastgood.decide.Rollout;
import dev.lastgood.decide.Serving;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a workload, its configuration, its pods and its revisions into decide's records; from the informers only. */
@ApplicationScoped
public class Gateways {

    private static final Duration DEFAULT_SOAK = Duration.ofMinutes(10);
    /** API default of a Deployment's progressDeadlineSeconds. */
    private static final int DEFAULT_PROGRESS_DEADLINE = 600;

    private final Watches watches;
    private final ProbeBoard probes;

    public Gateways(Watches watches, ProbeBoard probes) {
        this.probes = probes;
        this.watches = watches;
    }

    /** Returns what is known of the workload; empty where it does not exist or no model names it. */
    public Optional<GatewayView> view(WorkloadKey workload) {
        List<ModelDeployment> models = watches.models(workload);
        List<Revision> revisions = revisions(workload);
        return watches.deployment(workload)
                .filter(d -> !models.isEmpty())
                .map(deployment -> new GatewayView(
                        workload.name(),
                        live(deployment, models),
                        rollout(deployment),
                        pods(workload),
                        revisions,
                        policy(models),
                        probing(revisions, models),
                        pinned(workload)));
    }

    /** The rollback that the workload's annotation speaks of. */
    public Optional<RollbackMarker> marker(WorkloadKey workload) {
        return watches.deployment(workload)
                .map(d -> d.getMetadata().getAnnotations())
                .flatMap(a -> RollbackMarker.parse(a == null ? null : a.get(Lastgood.ROLLBACK)));
    }

    /** Names of the ConfigMaps that belong to a revision of this template, present or not. */
    public Set<String> configMapNames(PodTemplateSpec template, String namespace, List<ModelDeployment> models) {
        Set<String> names = new TreeSet<>(References.configMaps(template.getSpec()));
        for (ModelDeployment model : models) {
            names.addAll(model.getSpec().gateway.configMaps);
        }
        for (ModelDeployment model : models) {
            for (Flag flag : model.getSpec().flags) {
                if (flag.configMapRef != null) {
                    names.remove(flag.configMapRef.name);
                }
            }
        }
        names.removeIf(name -> watches.configMap(namespace, name)
                .filter(ConfigMapDigest::isIgnored)
                .isPresent());
        return names;
    }

    /** Annotations of the template that say nothing about the model. */
    public static Set<String> ignoredAnnotations(List<ModelDeployment> models) {
        return models.stream()
                .flatMap(m -> m.getSpec().gateway.ignoreAnnotations.stream())
                .collect(Collectors.toSet());
    }

    /** All models on the workload must agree to change what others use, too. */
    public static SharedConfigMaps sharedConfigMaps(List<ModelDeployment> models) {
        return models.stream().allMatch(m -> m.getSpec().gateway.sharedConfigMaps == SharedConfigMaps.Restore)
                ? SharedConfigMaps.Restore
                : SharedConfigMaps.Refuse;
    }

    /** Running pods see changed configuration by themselves. */
    public static boolean configReload(List<ModelDeployment> models) {
        return models.stream().allMatch(m -> m.getSpec().gateway.configReload);
    }

    private Live live(Deployment deployment, List<ModelDeployment> models) {
        PodTemplateSpec template = deployment.getSpec().getTemplate();
        String namespace = deployment.getMetadata().getNamespace();
        Map<String, String> digests = new TreeMap<>();
        Instant written = null;
        long configBytes = 0;
        for (String name : configMapNames(template, namespace, models)) {
            Optional<ConfigMap> configMap = watches.configMap(namespace, name);
            digests.put(name, ConfigMapDigest.digest(configMap.orElse(null)));
            configBytes += configMap.map(ConfigMapDigest::size).orElse(0L);
            Instant at = configMap.map(ConfigMapDigest::writtenAt).orElse(null);
            written = written == null || (at != null && at.isAfter(written)) ? at : written;
        }
        JsonNode tree = Json.tree(template);
        String templateHash = Projection.templateHash(tree, ignoredAnnotations(models));
        String configHash = Projection.configHash(digests);
        return new Live(
                Projection.hash(templateHash, configHash),
                templateHash,
                configHash,
                version(deployment, models),
                firstImage(template),
                written,
                Json.bytes(tree).length + configBytes);
    }

    /** What the first ModelDeployment by name says: all that share a workload share its version. */
    private static String version(Deployment deployment, List<ModelDeployment> models) {
        PodTemplateSpec template = deployment.getSpec().getTemplate();
        return models.stream()
                .sorted(Comparator.comparing(m -> m.getMetadata().getName()))
                .map(m -> m.getSpec().gateway)
                .map((Gateway g) -> g.versionFrom)
                .filter(java.util.Objects::nonNull)
                .map(from -> annotation(template, deployment, from.annotation))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseGet(() -> ImageTag.of(firstImage(template)));
    }

    private static String annotation(PodTemplateSpec template, Deployment deployment, String name) {
        Map<String, String> own =
                template.getMetadata() == null ? null : template.getMetadata().getAnnotations();
        Map<String, String> outer = deployment.getMetadata().getAnnotations();
        return own != null && own.containsKey(name) ? own.get(name) : outer == null ? null : outer.get(name);
    }

    private static String firstImage(PodTemplateSpec template) {
        List<Container> containers = template.getSpec().getContainers();
        return containers.isEmpty() ? null : containers.get(0).getImage();
    }

    private static Rollout rollout(Deployment deployment) {
        var spec = deployment.getSpec();
        var status = deployment.getStatus();
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return new Rollout(
                annotations == null ? "" : annotations.getOrDefault("deployment.kubernetes.io/revision", ""),
                deployment.getMetadata().getGeneration(),
                status == null || status.getObservedGeneration() == null ? 0 : status.getObservedGeneration(),
                spec.getReplicas() == null ? 1 : spec.getReplicas(),
                status == null ? 0 : number(status.getUpdatedReplicas()),
                status == null ? 0 : number(status.getAvailableReplicas()),
                status == null ? 0 : number(status.getReplicas()),
                condition(deployment, "Available")
                        .map(c -> "True".equals(c.getStatus()))
                        .orElse(false),
                condition(deployment, "Progressing")
                        .map(c -> "False".equals(c.getStatus()) && "ProgressDeadlineExceeded".equals(c.getReason()))
                        .orElse(false),
                Boolean.TRUE.equals(spec.getPaused()),
                Duration.ofSeconds(
                        spec.getProgressDeadlineSeconds() == null
                                ? DEFAULT_PROGRESS_DEADLINE
                                : spec.getProgressDeadlineSeconds()));
    }

    private static int number(Integer value) {
        return value == null ? 0 : value;
    }

    private static Optional<DeploymentCondition> condition(Deployment deployment, String type) {
        return deployment.getStatus() == null
                ? Optional.empty()
                : deployment.getStatus().getConditions().stream()
                        .filter(c -> type.equals(c.getType()))
                        .findFirst();
    }

    private Pods pods(WorkloadKey workload) {
        List<Pod> ready = watches.pods(workload).stream()
                .filter(p -> p.getStatus().getConditions().stream().anyMatch(c -> "True".equals(c.getStatus())))
                .toList();
        return new Pods(
                ready.size(),
                ready.stream()
                        .map(p -> p.getStatus().getStartTime())
                        .filter(java.util.Objects::nonNull)
                        .map(Instant::parse)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** What is remembered of one revision. */
    public Optional<Revision> revision(WorkloadKey workload, String name) {
        return revisions(workload).stream().filter(r -> r.name().equals(name)).findFirst();
    }

    private List<Revision> revisions(WorkloadKey workload) {
        return watches.revisions(workload).stream()
                .map(Revisions::of)
                .flatMap(Optional::stream)
                .toList();
    }

    private static GatewayPolicy policy(List<ModelDeployment> models) {
        Set<String> declared = new HashSet<>();
        Set<String> released = new HashSet<>();
        Duration soak = Duration.ZERO;
        int history = 1;
        int minGoodSamples = 1;
        for (ModelDeployment model : models) {
            var spec = model.getSpec();
            Duration own = spec.goodness == null ? DEFAULT_SOAK : Durations.parse(spec.goodness.soak, DEFAULT_SOAK);
            soak = own.compareTo(soak) > 0 ? own : soak;
            minGoodSamples = Math.max(minGoodSamples, minGoodSamples(spec.goodness));
            history = Math.max(history, spec.revisionHistoryLimit);
            Map<String, String> annotations = model.getMetadata().getAnnotations();
            if (annotations != null) {
                Optional.ofNullable(annotations.get(Lastgood.DECLARE_GOOD)).ifPresent(declared::add);
                Optional.ofNullable(annotations.get(Lastgood.RELEASE)).ifPresent(released::add);
            }
        }
        return new GatewayPolicy(soak, minGoodSamples, history, configReload(models), declared, released);
    }

    private static int minGoodSamples(Goodness goodness) {
        return goodness == null ? new Goodness().minGoodSamples : goodness.minGoodSamples;
    }

    /** What the probes of all its models say of the revision that serves. */
    private Probing probing(List<Revision> revisions, List<ModelDeployment> models) {
        if (models.stream().allMatch(m -> m.getSpec().probes.isEmpty())) {
            return Probing.NONE;
        }
        String serving = Serving.now(revisions).map(Revision::name).orElse(null);
        Map<String, ProbeState> states = new TreeMap<>();
        for (ModelDeployment model : models) {
            probes.states(model, serving)
                    .forEach((name, state) -> states.put(model.getMetadata().getName() + "/" + name, state));
        }
        return new Probing(serving, states);
    }

    /** Its controller says that too few of its pods are available; one that was scaled to nothing lacks nothing. */
    public boolean isUnavailable(WorkloadKey workload) {
        return watches.deployment(workload)
                .map(Gateways::rollout)
                .filter(r -> r.desired() > 0 && !r.minimumAvailable())
                .isPresent();
    }

    /** The revision that serves, as it is remembered. */
    public Optional<Revision> serving(WorkloadKey workload) {
        return Serving.now(revisions(workload));
    }

    /** When the workload was rolled back, for whichever of its models. */
    public List<Instant> rollbacks(WorkloadKey workload) {
        return watches.models(workload).stream()
                .flatMap(m -> BreakerState.events(m, watches.incidentsOf(m)).stream())
                .map(e -> Instant.parse(e.at))
                .toList();
    }

    /** Uids of the workload's incidents whose rollback nobody shares. */
    public Set<String> apart(WorkloadKey workload) {
        return watches.incidentsOf(workload).stream()
                .filter(IncidentView::isApart)
                .map(i -> i.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    /** Who last wrote the workload's template, Lastgood left aside; null where that is not known. */
    public String lastWriter(WorkloadKey workload) {
        return watches.deployment(workload).flatMap(TemplateWriters::last).orElse(null);
    }

    /** Suspects of the workload's other incidents that are not over: revision to incident. */
    public Map<String, String> heldByOthers(WorkloadKey workload, AIIncident incident) {
        Map<String, String> held = new TreeMap<>();
        for (AIIncident other : watches.incidentsOf(workload)) {
            boolean itself =
                    other.getMetadata().getUid().equals(incident.getMetadata().getUid());
            // A dry run holds nothing.
            boolean holds = other.getSpec().response == null || !other.getSpec().response.dryRun;
            if (!itself && holds && isActive(other) && other.getStatus().suspect != null && !isFalseAlarm(other)) {
                held.put(other.getStatus().suspect, other.getMetadata().getName());
            }
        }
        return held;
    }

    private static boolean isActive(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && !incident.getStatus().phase.isOver();
    }

    private static boolean isFalseAlarm(AIIncident incident) {
        return incident.getSpec().resolution != null
                && incident.getSpec().resolution.kind == Resolution.Kind.FalseAlarm;
    }

    /** Suspects and targets of incidents that are not over. */
    private Set<String> pinned(WorkloadKey workload) {
        Set<String> names = new HashSet<>();
        for (AIIncident incident : watches.incidentsOf(workload)) {
            var status = incident.getStatus();
            if (isActive(incident)) {
                names.add(status.suspect);
                if (status.rollback != null) {
                    names.add(status.rollback.toRevision);
                }
            }
        }
        return names;
    }
}
