package dev.lastgood.observe.kube;

import static dev.lastgood.observe.kube.WatchedKind.key;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The ModelDeployments that are watched. */
@ApplicationScoped
public class WatchedModels implements Watched {

    private static final String BY_WORKLOAD = "workload";
    private static final String BY_CONFIG_MAP = "configMap";
    private static final String BY_FLAGS = "flags";
    private static final String BY_MODEL_ID = "modelId";

    private final WatchedKind<ModelDeployment> models;
    private final OwnWrites ownWrites;
    private final Listeners<ModelDeployment> listeners = new Listeners<>();

    public WatchedModels(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
        this.models = WatchedKind.of(
                client.resources(ModelDeployment.class),
                config.namespaces().orElse(Set.of()),
                null,
                // Who paused it is said in its status.
                (now, before) -> now.getSpec() != null && now.getSpec().paused
                        ? ManagedFields.keepOwners(now, "f:spec", "f:paused")
                        : ManagedFields.removeFrom(now),
                Map.of(
                        BY_WORKLOAD,
                        m -> workloadOf(m).map(WorkloadKey::toString).stream().toList(),
                        BY_CONFIG_MAP,
                        WatchedModels::configMapsOf,
                        BY_FLAGS,
                        WatchedModels::flagConfigMapsOf,
                        BY_MODEL_ID,
                        m -> List.of(m.modelId())));
        models.onChange(listeners::tell);
    }

    @Override
    public List<SharedIndexInformer<ModelDeployment>> informers() {
        return models.parts();
    }

    /** {@code listener} is called with each model that was created, changed or deleted. */
    public void onChange(Consumer<ModelDeployment> listener) {
        listeners.add(listener);
    }

    /** {@code listener} is called with each model that was deleted. */
    public void onDelete(Consumer<? super ModelDeployment> listener) {
        models.onDelete(listener);
    }

    /** A ModelDeployment that can be worked with; see {@link Validity}. */
    public Optional<ModelDeployment> find(String namespace, String name) {
        return models.get(namespace, name).filter(m -> Validity.problem(m).isEmpty());
    }

    /** All ModelDeployments, also those that cannot be worked with. */
    public Stream<ModelDeployment> all() {
        return models.all();
    }

    /** All ModelDeployments of a model id, in whatever namespace. */
    public List<ModelDeployment> withId(String modelId) {
        return models.by(BY_MODEL_ID, modelId);
    }

    /** All ModelDeployments on one workload. */
    public List<ModelDeployment> of(WorkloadKey workload) {
        return models.by(BY_WORKLOAD, workload.toString());
    }

    /** All ModelDeployments that name a ConfigMap as part of their gateway. */
    List<ModelDeployment> naming(String namespace, String configMap) {
        return models.by(BY_CONFIG_MAP, key(namespace, configMap));
    }

    /** All ModelDeployments that have flags in a ConfigMap. */
    List<ModelDeployment> withFlagsIn(String namespace, String configMap) {
        return models.by(BY_FLAGS, key(namespace, configMap));
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

    /** Returns the newer of what a reconciler was given and what we wrote. */
    public ModelDeployment newest(ModelDeployment seen) {
        return ownWrites.newest(seen);
    }

    /** The workload that a model names; empty if the model cannot be worked with. */
    static Optional<WorkloadKey> workloadOf(ModelDeployment model) {
        return usable(model).map(WorkloadKey::of).findFirst();
    }

    private static List<String> configMapsOf(ModelDeployment model) {
        return usable(model)
                .flatMap(valid -> valid.getSpec().gateway.configMaps.stream())
                .map(name -> key(model, name))
                .toList();
    }

    private static List<String> flagConfigMapsOf(ModelDeployment model) {
        return usable(model)
                .flatMap(valid -> valid.getSpec().flags.stream())
                .filter(flag -> flag.configMapRef != null)
                .map(flag -> key(model, flag.configMapRef.name))
                .distinct()
                .toList();
    }

    /** The model itself if it can be worked with; one that cannot must not affect others. */
    private static Stream<ModelDeployment> usable(ModelDeployment model) {
        return Validity.problem(model).isEmpty() ? Stream.of(model) : Stream.empty();
    }
}
