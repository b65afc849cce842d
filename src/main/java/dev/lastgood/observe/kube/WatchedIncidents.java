package dev.lastgood.observe.kube;

import static dev.lastgood.observe.kube.WatchedKind.key;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The AIIncidents that are watched. */
@ApplicationScoped
public class WatchedIncidents implements Watched {

    private static final String BY_MODEL = "model";

    private final WatchedKind<AIIncident> incidents;
    private final OwnWrites ownWrites;

    public WatchedIncidents(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
        this.incidents = WatchedKind.of(
                client.resources(AIIncident.class),
                config.namespaces().orElse(Set.of()),
                null,
                (now, before) -> ManagedFields.removeFrom(now),
                Map.of(BY_MODEL, i -> Validity.modelOf(i).map(name -> key(i, name)).stream()
                        .toList()));
    }

    @Override
    public List<SharedIndexInformer<AIIncident>> informers() {
        return incidents.parts();
    }

    void onChange(Consumer<AIIncident> listener) {
        incidents.onChange(listener);
    }

    /** {@code listener} is called with each incident that was deleted. */
    public void onDelete(Consumer<? super AIIncident> listener) {
        incidents.onDelete(listener);
    }

    public Optional<AIIncident> find(String namespace, String name) {
        return incidents.get(namespace, name).map(ownWrites::newest);
    }

    public Stream<AIIncident> all() {
        return incidents.all();
    }

    /** All incidents that name a model, whether that exists or not. */
    public List<AIIncident> of(ModelDeployment model) {
        return incidents.by(BY_MODEL, key(model, model.getMetadata().getName()));
    }

    /** All incidents of several models, such as those on one workload. */
    public List<AIIncident> of(Collection<ModelDeployment> models) {
        return models.stream().flatMap(m -> of(m).stream()).toList();
    }

    /** Returns the newer of what a reconciler was given and what we wrote. */
    public AIIncident newest(AIIncident seen) {
        return ownWrites.newest(seen);
    }
}
