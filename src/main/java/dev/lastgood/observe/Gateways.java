package dev.lastgood.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.Goodness;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.revision.GatewayPolicy;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.KeptOut;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.Live;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.StuckPod;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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
import java.util.stream.Stream;

/** Reads a workload, its configuration, its pods and its revisions into decide's records; from the informers only. */
@ApplicationScoped
public class Gateways {

    private static final Duration DEFAULT_SOAK = Duration.ofMinutes(10);

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
        return watches.workload(workload)
                .filter(w -> !models.isEmpty())
                .map(declared -> new GatewayView(
                        workload.kind(),
                        workload.name(),
                        live(declared, models),
                        Rollouts.of(declared),
                        pods(workload, declared),
                        revisions,
                        policy(models),
                        probing(revisions, models),
                        pinned(workload)));
    }

    /** The rollback that the workload's annotation speaks of. */
    public Optional<RollbackMarker> marker(WorkloadKey workload) {
        return watches.workload(workload)
                .map(w -> w.object().getMetadata().getAnnotations())
                .flatMap(a -> RollbackMarker.parse(a == null ? null : a.get(Names.ROLLBACK)));
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

    private Live live(Workload workload, List<ModelDeployment> models) {
        PodTemplateSpec template = workload.template();
        String namespace = workload.object().getMetadata().getNamespace();
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
                version(workload, models),
                firstImage(template),
                written,
                Json.bytes(tree).length + configBytes);
    }

    /** What the first ModelDeployment by name says: all that share a workload share its version. */
    private static String version(Workload workload, List<ModelDeployment> models) {
        PodTemplateSpec template = workload.template();
        return models.stream()
                .sorted(Comparator.comparing(m -> m.getMetadata().getName()))
                .map(m -> m.getSpec().gateway)
                .map((Gateway g) -> g.versionFrom)
                .filter(java.util.Objects::nonNull)
                .map(from -> annotation(workload, from.annotation))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseGet(() -> ImageTag.of(firstImage(template)));
    }

    private static String annotation(Workload workload, String name) {
        var template = workload.template().getMetadata();
        Map<String, String> own = template == null ? null : template.getAnnotations();
        Map<String, String> outer = workload.object().getMetadata().getAnnotations();
        return own != null && own.containsKey(name) ? own.get(name) : outer == null ? null : outer.get(name);
    }

    private static String firstImage(PodTemplateSpec template) {
        List<Container> containers = template.getSpec().getContainers();
        return containers.isEmpty() ? null : containers.get(0).getImage();
    }

    private Pods pods(WorkloadKey workload, Workload declared) {
        List<Pod> pods = watches.pods(workload);
        List<Pod> ready = pods.stream().filter(KeptPod::isReady).toList();
        return new Pods(
                ready.size(),
                ready.stream()
                        .map(p -> p.getStatus().getStartTime())
                        .filter(java.util.Objects::nonNull)
                        .map(Instant::parse)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                declared.object() instanceof StatefulSet set ? stuck(pods, Rollouts.updateRevision(set)) : List.of());
    }

    private static List<StuckPod> stuck(List<Pod> pods, String updateRevision) {
        return pods.stream()
                .filter(p -> KeptPod.isStuck(p, updateRevision))
                .map(Pod::getMetadata)
                .map(m -> new StuckPod(m.getName(), m.getUid(), m.getResourceVersion()))
                .sorted(Comparator.comparing(StuckPod::name))
                .toList();
    }

    /** What is remembered of one revision. */
    public Optional<Revision> revision(WorkloadKey workload, String name) {
        return revisions(workload).stream().filter(r -> r.name().equals(name)).findFirst();
    }

    private List<Revision> revisions(WorkloadKey workload) {
        Map<String, KeptOut> keptOut = byRevision(workload);
        return remembered(workload)
                .map(r -> keptOut.containsKey(r.name()) ? keptOut.get(r.name()).apply(r) : r)
                .toList();
    }

    private Stream<Revision> remembered(WorkloadKey workload) {
        return watches.revisions(workload).stream().map(Revisions::of).flatMap(Optional::stream);
    }

    private Map<String, KeptOut> byRevision(WorkloadKey workload) {
        return keptOut(workload).stream().collect(Collectors.toMap(KeptOut::revision, k -> k, (one, other) -> one));
    }

    /** What keeps revisions of the workload out. */
    public List<KeptOut> keptOut(WorkloadKey workload) {
        return watches.companions(workload).stream()
                .map(Revisions::keptOut)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Revisions that are kept out, and whose own memory does not say so yet. */
    public List<RevisionMark> notYetMarked(WorkloadKey workload) {
        Map<String, KeptOut> keptOut = byRevision(workload);
        return remembered(workload)
                .filter(r -> !r.isQuarantined() && keptOut.containsKey(r.name()))
                .map(r -> new RevisionMark(r, keptOut.get(r.name()).apply(r)))
                .toList();
    }

    /** What keeps out a revision that is not there any more. */
    public List<KeptOut> strays(WorkloadKey workload) {
        Set<String> there = watches.revisions(workload).stream()
                .map(r -> r.getMetadata().getName())
                .collect(Collectors.toSet());
        return keptOut(workload).stream()
                .filter(k -> !there.contains(k.revision()))
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
                Optional.ofNullable(annotations.get(Names.DECLARE_GOOD)).ifPresent(declared::add);
                Optional.ofNullable(annotations.get(Names.RELEASE)).ifPresent(released::add);
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
        return watches.workload(workload)
                .map(Rollouts::of)
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
        return watches.workload(workload)
                .map(Workload::object)
                .flatMap(TemplateWriters::last)
                .orElse(null);
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
