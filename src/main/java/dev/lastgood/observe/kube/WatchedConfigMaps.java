package dev.lastgood.observe.kube;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.Recreation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The ConfigMaps that are watched, with digests in place of their content. */
@ApplicationScoped
public class WatchedConfigMaps implements Watched {

    private static final String BY_WORKLOAD = "workload";

    private final WatchedKind<ConfigMap> configMaps;
    private final OwnWrites ownWrites;
    /** By key: pods that started before still have the content. */
    private final Cache<String, Instant> deletedAt =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public WatchedConfigMaps(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites, Clock clock) {
        this.ownWrites = ownWrites;
        this.configMaps = WatchedKind.of(
                client.configMaps(),
                config.namespaces().orElse(Set.of()),
                null,
                ConfigMapDigest::of,
                Map.of(BY_WORKLOAD, WatchedConfigMaps::recreatedFor));
        configMaps.onDelete(
                gone -> deletedAt.put(WatchedKind.key(gone, gone.getMetadata().getName()), clock.instant()));
    }

    @Override
    public List<SharedIndexInformer<ConfigMap>> informers() {
        return configMaps.parts();
    }

    void onChange(Consumer<ConfigMap> listener) {
        configMaps.onChange(listener);
    }

    /** What is known of a ConfigMap, whether it exists or not. */
    ConfigMapState state(String namespace, String name) {
        return configMaps
                .get(namespace, name)
                .map(ownWrites::newest)
                .map(ConfigMapDigest::state)
                .orElseGet(
                        () -> ConfigMapState.missing(name, deletedAt.getIfPresent(WatchedKind.key(namespace, name))));
    }

    /** The digest of a ConfigMap's present content; empty where it is absent or has none. */
    public String contentOf(String namespace, String configMap) {
        return state(namespace, configMap).digest();
    }

    /** Whether it exists, empty or not. */
    boolean exists(String namespace, String name) {
        return configMaps.get(namespace, name).isPresent();
    }

    /** Whether Lastgood owns content of the ConfigMap that it has not handed back yet. */
    boolean isOwned(String namespace, String name) {
        return configMaps
                .get(namespace, name)
                .map(ownWrites::newest)
                .filter(ConfigMapDigest::isOwned)
                .isPresent();
    }

    /** Those that a rollback of the workload created and that are marked as such, by name: whether they were taken over. */
    public Map<String, Boolean> recreated(WorkloadKey workload) {
        return configMaps.by(BY_WORKLOAD, workload.toString()).stream()
                .collect(Collectors.toMap(c -> c.getMetadata().getName(), ConfigMapDigest::isTakenOver));
    }

    private static List<String> recreatedFor(ConfigMap kept) {
        return Recreation.workload(kept)
                .flatMap(workload -> WorkloadKey.parse(kept.getMetadata().getNamespace(), workload))
                .map(WorkloadKey::toString)
                .stream()
                .toList();
    }
}
