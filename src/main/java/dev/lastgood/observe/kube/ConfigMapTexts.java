package dev.lastgood.observe.kube;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.observe.probe.prompt.TextLookup;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Reads texts from ConfigMaps; again only after the ConfigMap changed, since the informers keep digests. */
@ApplicationScoped
public class ConfigMapTexts implements TextLookup {

    private static final int MAX_CHARACTERS = 8 << 20;

    private final KubernetesClient client;
    private final WatchedConfigMaps configMaps;
    private final Cache<String, Read> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((String key, Read read) -> read.text().length())
            .build();

    public ConfigMapTexts(KubernetesClient client, WatchedConfigMaps configMaps) {
        this.client = client;
        this.configMaps = configMaps;
    }

    @Override
    public Optional<String> text(String namespace, ConfigMapKeyRef ref) {
        String digest = configMaps.contentOf(namespace, ref.name);
        if (digest.equals(ConfigContent.NONE)) {
            return Optional.empty();
        }
        String key = namespace + "/" + ref.name + "/" + ref.key;
        Read read = kept.getIfPresent(key);
        if (read != null && read.digest().equals(digest)) {
            return Optional.of(read.text());
        }
        Optional<String> text = Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(ref.name)
                        .get())
                .map(configMap -> configMap.getData())
                .map(data -> data.get(ref.key));
        text.ifPresent(there -> kept.put(key, new Read(digest, there)));
        return text;
    }

    private record Read(String digest, String text) {}
}
