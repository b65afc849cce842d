package dev.lastgood.observe.kube;

import static dev.lastgood.observe.kube.WatchedKind.key;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The Deployments and StatefulSets that are watched, with their templates. */
@ApplicationScoped
public class WatchedWorkloads implements Watched {

    private static final String BY_CONFIG_MAP = "configMap";

    private final WatchedKind<Deployment> deployments;
    private final WatchedKind<StatefulSet> statefulSets;
    private final OwnWrites ownWrites;

    public WatchedWorkloads(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        Set<String> namespaces = config.namespaces().orElse(Set.of());
        this.ownWrites = ownWrites;
        this.deployments = WatchedKind.of(
                client.apps().deployments(),
                namespaces,
                null,
                (now, before) -> TemplateWriters.keepOnly(now),
                Map.of(BY_CONFIG_MAP, WatchedWorkloads::configMapsOf));
        this.statefulSets = WatchedKind.of(
                client.apps().statefulSets(),
                namespaces,
                null,
                (now, before) -> TemplateWriters.keepOnly(now),
                Map.of(BY_CONFIG_MAP, WatchedWorkloads::configMapsOf));
    }

    @Override
    public List<? extends SharedIndexInformer<?>> informers() {
        return Stream.concat(deployments.parts().stream(), statefulSets.parts().stream())
                .toList();
    }

    void onChange(Consumer<WorkloadKey> listener) {
        deployments.onChange(d -> listener.accept(WorkloadKey.of(Workload.of(d))));
        statefulSets.onChange(s -> listener.accept(WorkloadKey.of(Workload.of(s))));
    }

    public Optional<Workload> find(WorkloadKey key) {
        WatchedKind<? extends HasMetadata> kind =
                switch (key.kind()) {
                    case Deployment -> deployments;
                    case StatefulSet -> statefulSets;
                };
        return kind.get(key.namespace(), key.name()).map(ownWrites::newest).map(Workload::of);
    }

    /** The workloads in a namespace that use a ConfigMap. */
    public List<Workload> usersOf(String namespace, String configMap) {
        String key = key(namespace, configMap);
        return Stream.<HasMetadata>concat(
                        deployments.by(BY_CONFIG_MAP, key).stream(), statefulSets.by(BY_CONFIG_MAP, key).stream())
                .map(Workload::of)
                .toList();
    }

    private static List<String> configMapsOf(HasMetadata workload) {
        return References.configMaps(Workload.of(workload).template().getSpec()).stream()
                .map(name -> key(workload, name))
                .toList();
    }
}
