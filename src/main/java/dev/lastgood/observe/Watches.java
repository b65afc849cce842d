package dev.lastgood.observe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.run.RunJob;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place where the world is watched. Informers keep no bodies but those of watched workloads' templates; both
 * reconcilers read from here and are woken from here.
 */
@ApplicationScoped
public class Watches {

    private static final String BY_WORKLOAD = "workload";
    private static final String BY_MODEL = "model";
    private static final String BY_CONFIG_MAP = "configMap";
    private static final String BY_FLAGS = "flags";
    private static final String BY_MODEL_ID = "modelId";
    private static final Duration SYNC = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final LastgoodConfig config;
    private final Consumer<Throwable> stopped;
    private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
    private final List<Consumer<WorkloadKey>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<ModelDeployment>> modelListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<HasMetadata>> deletionListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> defaultsListeners = new CopyOnWriteArrayList<>();
    private final OwnWrites ownWrites = new OwnWrites();

    private WatchedKind<ModelDeployment> models;
    private WatchedKind<AIIncident> incidents;
    private WatchedKind<Deployment> deployments;
    private WatchedKind<StatefulSet> statefulSets;
    private WatchedKind<ConfigMap> configMaps;
    private WatchedKind<ControllerRevision> revisions;
    private WatchedKind<Pod> pods;
    private WatchedKind<Pod> setPods;
    /** Null: the operator may not watch Jobs. */
    private volatile WatchedKind<Job> jobs;
    /** Those that ended lately: one with a short ttlSecondsAfterFinished is gone before anybody looks. */
    private final Cache<String, Job> endedJobs = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(10))
            .maximumSize(10_000)
            .build();

    private SharedIndexInformer<ConfigMap> pause;
    private List<SharedIndexInformer<ConfigMap>> defaults = List.of();
    private SharedIndexInformer<Lease> lease;

    /** @param trouble is told when a watch cannot go on */
    public Watches(KubernetesClient client, LastgoodConfig config, WatchTrouble trouble) {
        this.client = client;
        this.config = config;
        this.stopped = trouble::stopped;
    }

    /** {@code listener} is called with each workload of which something changed. */
    public void onChange(Consumer<WorkloadKey> listener) {
        listeners.add(listener);
    }

    /** {@code listener} is called with each model that came, changed or went. */
    public void onModelChange(Consumer<ModelDeployment> listener) {
        modelListeners.add(listener);
    }

    /** {@code listener} is called with each model and each incident that was deleted. */
    public void onDelete(Consumer<HasMetadata> listener) {
        deletionListeners.add(listener);
    }

    /**
     * Starts all informers, once, and waits until they are in sync.
     *
     * @param withJobs the operator may watch Jobs; without them {@link #jobs} knows nothing
     * @throws IllegalStateException that names those that cannot list within a minute: a right is missing, or a CRD
     */
    public void start(boolean withJobs) {
        start(withJobs, SYNC);
    }

    synchronized void start(boolean withJobs, Duration patience) {
        if (!informers.isEmpty()) {
            return;
        }
        deployments = kind(
                client.apps().deployments(),
                null,
                (now, before) -> TemplateWriters.only(now),
                Map.of(BY_CONFIG_MAP, Watches::configMapsOf));
        statefulSets = kind(
                client.apps().statefulSets(),
                null,
                (now, before) -> TemplateWriters.only(now),
                Map.of(BY_CONFIG_MAP, Watches::configMapsOf));
        configMaps = kind(client.configMaps(), null, (now, before) -> ConfigMapDigest.of(now, before), Map.of());
        revisions = kind(
                client.apps().controllerRevisions(),
                Names.WORKLOAD,
                (now, before) -> new ControllerRevisionBuilder(now)
                        .withData(null)
                        .editMetadata()
                        .withManagedFields()
                        .endMetadata()
                        .build(),
                Map.of(BY_WORKLOAD, r -> keys(workloadOf(r))));
        pods = kind(
                client.pods(),
                KeptPod.TEMPLATE_HASH,
                (now, before) -> KeptPod.of(now),
                Map.of(BY_WORKLOAD, p -> keys(KeptPod.deploymentOf(p))));
        setPods = kind(
                client.pods(),
                KeptPod.SET_POD_NAME,
                (now, before) -> KeptPod.of(now),
                Map.of(BY_WORKLOAD, p -> keys(KeptPod.statefulSetOf(p))));
        models = kind(
                client.resources(ModelDeployment.class),
                null,
                Watches::withoutManagedFields,
                Map.of(
                        BY_WORKLOAD, m -> keys(workloadOf(m)),
                        BY_CONFIG_MAP,
                                m -> usable(m)
                                        .flatMap(valid -> valid.getSpec().gateway.configMaps.stream())
                                        .map(name -> key(m, name))
                                        .toList(),
                        BY_FLAGS,
                                m -> usable(m)
                                        .flatMap(valid -> valid.getSpec().flags.stream())
                                        .filter(flag -> flag.configMapRef != null)
                                        .map(flag -> key(m, flag.configMapRef.name))
                                        .distinct()
                                        .toList(),
                        BY_MODEL_ID, m -> List.of(m.modelId())));
        incidents = kind(
                client.resources(AIIncident.class),
                null,
                Watches::withoutManagedFields,
                Map.of(BY_MODEL, i -> Validity.modelOf(i).map(name -> key(i, name)).stream()
                        .toList()));
        if (withJobs) {
            jobs = kind(
                    client.batch().v1().jobs(),
                    Names.RUN,
                    (now, before) -> KeptJob.of(now),
                    Map.of(BY_MODEL, j -> KeptJob.modelOf(j).map(name -> key(j, name)).stream()
                            .toList()));
            jobs.onChange(this::jobChanged);
        }
        pause = client.configMaps()
                .inNamespace(config.operatorNamespace())
                .withName(config.pauseConfigMap())
                .runnableInformer(0);
        informers.add(pause);
        defaults = defaults();
        informers.addAll(defaults);
        lease = client.leases()
                .inNamespace(config.operatorNamespace())
                .withName(Names.FIELD_MANAGER)
                .runnableInformer(0);
        informers.add(lease);

        deployments.onChange(d -> changed(WorkloadKey.of(Workload.of(d))));
        statefulSets.onChange(s -> changed(WorkloadKey.of(Workload.of(s))));
        // One that is stuck changes nothing in the StatefulSet's status.
        setPods.onChange(p -> KeptPod.statefulSetOf(p).ifPresent(this::changed));
        revisions.onChange(r -> workloadOf(r).ifPresent(this::changed));
        configMaps.onChange(this::configMapChanged);
        models.onChange(m -> {
            workloadOf(m).ifPresent(this::changed);
            modelListeners.forEach(listener -> listener.accept(m));
        });
        incidents.onChange(this::incidentChanged);
        models.onDelete(this::deleted);
        incidents.onDelete(this::deleted);
        pause.addEventHandler(
                new OnChange<>(c -> models.all().forEach(m -> workloadOf(m).ifPresent(this::changed))));

        defaults.forEach(informer -> informer.addEventHandler(new OnChange<>(c -> defaultsListeners.forEach(
                listener -> listener.accept(c.getMetadata().getNamespace())))));

        List<CompletableFuture<Void>> starts = informers.stream()
                .map(SharedIndexInformer::start)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        try {
            CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the watches were starting", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("cannot watch: within " + patience.toSeconds()
                    + " s the API server gave no whole list of " + String.join(", ", unsynced()));
        } catch (Exception e) {
            throw new IllegalStateException("cannot watch: " + RootCause.of(e).getMessage(), e);
        }
        informers.forEach(i -> i.stopped().whenComplete((v, error) -> {
            if (error != null) {
                stopped.accept(error);
            }
        }));
    }

    /** With their texts, unlike other ConfigMaps: there are few. */
    private List<SharedIndexInformer<ConfigMap>> defaults() {
        String name = config.notificationsConfigMap();
        Set<String> watched = config.namespaces().orElse(Set.of());
        if (watched.isEmpty()) {
            return List.of(client.configMaps()
                    .inAnyNamespace()
                    .withField("metadata.name", name)
                    .runnableInformer(0));
        }
        return Stream.concat(watched.stream(), Stream.of(config.operatorNamespace()))
                .distinct()
                .map(namespace -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .runnableInformer(0))
                .toList();
    }

    /** Says who is told of a namespace's incidents where their model does not; see {@link NotificationDefaults}. */
    Optional<ConfigMap> notificationDefaults(String namespace) {
        return defaults.stream()
                .map(i -> i.getIndexer().getByKey(namespace + "/" + config.notificationsConfigMap()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** {@code listener} is called with the namespace in which {@link NotificationDefaults} changed. */
    public void onDefaultsChange(Consumer<String> listener) {
        defaultsListeners.add(listener);
    }

    private Set<String> unsynced() {
        return informers.stream()
                .filter(i -> !i.hasSynced())
                .map(i -> HasMetadata.getKind(i.getApiTypeClass()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Stops all informers. */
    public synchronized void stop() {
        informers.forEach(SharedIndexInformer::stop);
    }

    /** All informers have listed what there is. */
    public boolean isSynced() {
        return !informers.isEmpty() && informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /**
     * What is wrong with a model that a reconciler was given. It was given a copy, in which a list that could not be read
     * is an empty one; what was watched still shows it.
     */
    public Optional<String> problem(ModelDeployment seen) {
        return Validity.problem(seen).or(() -> models.get(
                        seen.getMetadata().getNamespace(), seen.getMetadata().getName())
                .flatMap(Validity::problem));
    }

    /** A ModelDeployment that can be worked with; see {@link Validity}. */
    public Optional<ModelDeployment> model(String namespace, String name) {
        return models.get(namespace, name).filter(m -> Validity.problem(m).isEmpty());
    }

    /** All ModelDeployments, also those that cannot be worked with. */
    public Stream<ModelDeployment> models() {
        return models.all();
    }

    /** All ModelDeployments of a model id, in whatever namespace. */
    public List<ModelDeployment> models(String modelId) {
        return models.by(BY_MODEL_ID, modelId);
    }

    /** All ModelDeployments on one workload. */
    public List<ModelDeployment> models(WorkloadKey workload) {
        return models.by(BY_WORKLOAD, workload.toString());
    }

    public Stream<AIIncident> incidents() {
        return incidents.all();
    }

    public Optional<AIIncident> incident(String namespace, String name) {
        return incidents.get(namespace, name).map(ownWrites::newest);
    }

    public List<AIIncident> incidentsOf(ModelDeployment model) {
        return incidents.by(BY_MODEL, key(model, model.getMetadata().getName()));
    }

    /** All incidents that wait for a model, whether there is one or not. */
    public List<AIIncident> incidentsOf(WorkloadKey workload) {
        return models(workload).stream().flatMap(m -> incidentsOf(m).stream()).toList();
    }

    public Optional<Workload> workload(WorkloadKey key) {
        WatchedKind<? extends HasMetadata> kind =
                switch (key.kind()) {
                    case Deployment -> deployments;
                    case StatefulSet -> statefulSets;
                };
        return kind.get(key.namespace(), key.name()).map(ownWrites::newest).map(Workload::of);
    }

    /** The workloads in a namespace that use a ConfigMap. */
    public List<Workload> usersOf(String namespace, String configMap) {
        String key = namespace + "/" + configMap;
        return Stream.<HasMetadata>concat(
                        deployments.by(BY_CONFIG_MAP, key).stream(), statefulSets.by(BY_CONFIG_MAP, key).stream())
                .map(Workload::of)
                .toList();
    }

    /** A ConfigMap with digests for values, see {@link ConfigMapDigest}. */
    Optional<ConfigMap> configMap(String namespace, String name) {
        return configMaps.get(namespace, name).map(ownWrites::newest);
    }

    /** The digest of a ConfigMap's present content; empty where it is absent or has none. */
    public String contentOf(String namespace, String configMap) {
        return ConfigMapDigest.digest(configMap(namespace, configMap).orElse(null));
    }

    /** The snapshots of a workload, without their data. */
    List<ControllerRevision> revisions(WorkloadKey workload) {
        return revisions.by(BY_WORKLOAD, workload.toString()).stream()
                .filter(r -> !Revisions.isCompanion(r))
                .map(ownWrites::newest)
                .toList();
    }

    /** What keeps revisions of a workload out, without data. */
    List<ControllerRevision> companions(WorkloadKey workload) {
        return revisions.by(BY_WORKLOAD, workload.toString()).stream()
                .filter(Revisions::isCompanion)
                .toList();
    }

    /** All snapshots, and what keeps them out, with their workload, without their data. */
    public Map<ControllerRevision, WorkloadKey> allRevisions() {
        return revisions.all().filter(r -> workloadOf(r).isPresent()).collect(Collectors.toMap(r -> r, r -> workloadOf(
                        r)
                .orElseThrow()));
    }

    /** The pods of a workload, without their specs. */
    List<Pod> pods(WorkloadKey workload) {
        return switch (workload.kind()) {
            case Deployment -> pods.by(BY_WORKLOAD, workload.toString());
            case StatefulSet ->
                setPods.by(BY_WORKLOAD, workload.toString()).stream()
                        .map(ownWrites::newest)
                        .toList();
        };
    }

    /** The Jobs that Lastgood made for a model and those of them that ended lately; null where Jobs are not watched. */
    public List<RunJob> jobs(ModelDeployment model) {
        if (jobs == null) {
            return null;
        }
        String key = key(model, model.getMetadata().getName());
        Map<String, Job> found = new LinkedHashMap<>();
        Stream.concat(
                        endedJobs.asMap().values().stream().filter(j -> KeptJob.modelOf(j)
                                .map(name -> key(j, name))
                                .filter(key::equals)
                                .isPresent()),
                        jobs.by(BY_MODEL, key).stream())
                .filter(j -> KeptJob.isOwnedBy(j, model))
                .forEach(j -> found.put(j.getMetadata().getUid(), j));
        return found.values().stream()
                .map(KeptJob::seen)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Jobs are watched. */
    public boolean seesJobs() {
        return jobs != null;
    }

    private void jobChanged(Job job) {
        KeptJob.seen(job).filter(RunJob::isOver).ifPresent(over -> endedJobs.put(over.uid(), KeptJob.of(job)));
        KeptJob.modelOf(job)
                .flatMap(name -> model(job.getMetadata().getNamespace(), name))
                .flatMap(Watches::workloadOf)
                .ifPresent(this::changed);
    }

    /** Nothing is changed by the whole operator. */
    public boolean isPaused() {
        return pause.getIndexer().list().stream()
                .anyMatch(c -> c.getData() != null && "true".equals(c.getData().get("paused")));
    }

    /** The leader's term: {@code leaseTransitions} of the operator's Lease; 0 where there is none. */
    public long leaderTerm() {
        return lease.getIndexer().list().stream()
                .map(l -> l.getSpec().getLeaseTransitions())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(0);
    }

    /** What the API server answered to our own write is seen from now on, until the watch has it or something newer. */
    public void wrote(HasMetadata object) {
        ownWrites.remember(object instanceof ConfigMap configMap ? ConfigMapDigest.of(configMap, null) : object);
    }

    /** Returns the newer of what a reconciler was given and what we wrote. */
    public <T extends HasMetadata> T newest(T seen) {
        return ownWrites.newest(seen);
    }

    private void configMapChanged(ConfigMap configMap) {
        String namespace = configMap.getMetadata().getNamespace();
        String name = configMap.getMetadata().getName();
        Stream.concat(
                        usersOf(namespace, name).stream().map(WorkloadKey::of),
                        Stream.concat(
                                        models.by(BY_CONFIG_MAP, namespace + "/" + name).stream(),
                                        models.by(BY_FLAGS, namespace + "/" + name).stream()
                                                .filter(this::hasSwitchedFlags))
                                .flatMap(m -> workloadOf(m).stream()))
                .distinct()
                .forEach(this::changed);
    }

    /** Flags change all day; it matters only to an incident that switched some off and is not over. */
    private boolean hasSwitchedFlags(ModelDeployment model) {
        return incidentsOf(model).stream()
                .map(AIIncident::getStatus)
                .anyMatch(s ->
                        s != null && s.phase != null && !s.phase.isOver() && s.flags != null && !s.flags.isEmpty());
    }

    /** One without a status is for its own reconciler alone: whatever else it woke would be in the way of the rollback. */
    private void incidentChanged(AIIncident incident) {
        if (incident.getStatus() != null) {
            Validity.modelOf(incident)
                    .flatMap(name -> model(incident.getMetadata().getNamespace(), name))
                    .map(WorkloadKey::of)
                    .ifPresent(this::changed);
        }
    }

    private void changed(WorkloadKey workload) {
        listeners.forEach(listener -> listener.accept(workload));
    }

    private void deleted(HasMetadata object) {
        deletionListeners.forEach(listener -> listener.accept(object));
    }

    private static String key(HasMetadata object, String name) {
        return object.getMetadata().getNamespace() + "/" + name;
    }

    /** The model itself where it can be worked with; one that cannot must not be in the way of others. */
    private static Stream<ModelDeployment> usable(ModelDeployment model) {
        return Validity.problem(model).isEmpty() ? Stream.of(model) : Stream.empty();
    }

    private static Optional<WorkloadKey> workloadOf(ModelDeployment model) {
        return usable(model).map(WorkloadKey::of).findFirst();
    }

    private static Optional<WorkloadKey> workloadOf(ControllerRevision revision) {
        return Optional.ofNullable(revision.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.WORKLOAD))
                .flatMap(workload -> WorkloadKey.parse(revision.getMetadata().getNamespace(), workload));
    }

    private static List<String> keys(Optional<WorkloadKey> workload) {
        return workload.map(WorkloadKey::toString).stream().toList();
    }

    private static List<String> configMapsOf(HasMetadata workload) {
        return References.configMaps(Workload.of(workload).template().getSpec()).stream()
                .map(name -> key(workload, name))
                .toList();
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> WatchedKind<T> kind(
            MixedOperation<T, L, R> operation,
            String label,
            BinaryOperator<T> keep,
            Map<String, Function<T, List<String>>> indexers) {
        WatchedKind<T> kind = WatchedKind.of(operation, config.namespaces().orElse(Set.of()), label, keep, indexers);
        informers.addAll(kind.parts());
        return kind;
    }

    private static <T extends HasMetadata> T withoutManagedFields(T object, T before) {
        object.getMetadata().setManagedFields(new ArrayList<>());
        return object;
    }
}
