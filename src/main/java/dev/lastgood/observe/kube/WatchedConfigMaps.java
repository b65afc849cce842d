package dev.lastgood.observe.kube;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.workload.ConfigMapState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The ConfigMaps that are watched, with digests in place of their content. */
@ApplicationScoped
public class WatchedConfigMaps implements Watched {

    private final WatchedKind<ConfigMap> configMaps;
    private final OwnWrites ownWrites;

    public WatchedConfigMaps(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
        this.configMaps = WatchedKind.of(
                client.configMaps(), config.namespaces().orElse(Set.of()), null, ConfigMapDigest::of, Map.of());
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
                .orElse(ConfigMapState.MISSING);
    }

    /** The digest of a ConfigMap's present content; empty where it is absent or has none. */
    public String contentOf(String namespace, String configMap) {
        return state(namespace, configMap).digest();
    }
}
