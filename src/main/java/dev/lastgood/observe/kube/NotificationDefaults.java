package dev.lastgood.observe.kube;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.notice.Recipients;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds who is notified about a model's incidents: its own receivers, otherwise its namespace's defaults, otherwise the
 * operator's. */
@ApplicationScoped
public class NotificationDefaults implements Watched {

    private final LastgoodConfig config;
    /** With their texts, unlike other ConfigMaps: there are few. */
    private final List<SharedIndexInformer<ConfigMap>> configMaps;

    private final Map<String, Read> read = new ConcurrentHashMap<>();
    private final Listeners<String> listeners = new Listeners<>();

    public NotificationDefaults(KubernetesClient client, LastgoodConfig config) {
        this.config = config;
        this.configMaps = informers(client, config);
        configMaps.forEach(informer -> informer.addEventHandler(
                new ChangeHandler<>(c -> listeners.tell(c.getMetadata().getNamespace()))));
    }

    private static List<SharedIndexInformer<ConfigMap>> informers(KubernetesClient client, LastgoodConfig config) {
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

    @Override
    public List<SharedIndexInformer<ConfigMap>> informers() {
        return configMaps;
    }

    /** {@code listener} is called with the namespace in which the defaults changed. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * Returns who is notified.
     *
     * @param model null if it does not exist: no one is
     */
    public Recipients of(ModelDeployment model) {
        if (model == null) {
            return Recipients.NOBODY;
        }
        Recipients own = Recipients.of(model);
        return own != null
                ? own
                : in(model.getMetadata().getNamespace())
                        .or(() -> in(config.operatorNamespace()))
                        .orElse(Recipients.NOBODY);
    }

    private Optional<Recipients> in(String namespace) {
        return configMap(namespace).map(configMap -> read.compute(
                        namespace, (key, known) -> known != null && known.isOf(configMap) ? known : Read.of(configMap))
                .recipients());
    }

    private Optional<ConfigMap> configMap(String namespace) {
        return configMaps.stream()
                .map(i -> i.getIndexer().getByKey(WatchedKind.key(namespace, config.notificationsConfigMap())))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Once for each version of a ConfigMap. */
    private record Read(String uid, String version, Recipients recipients) {

        static Read of(ConfigMap configMap) {
            String text =
                    configMap.getData() == null ? null : configMap.getData().get(Recipients.KEY);
            return new Read(
                    configMap.getMetadata().getUid(),
                    configMap.getMetadata().getResourceVersion(),
                    Recipients.of(
                            configMap.getMetadata().getNamespace(),
                            configMap.getMetadata().getName(),
                            text));
        }

        boolean isOf(ConfigMap configMap) {
            return configMap.getMetadata().getUid().equals(uid)
                    && configMap.getMetadata().getResourceVersion().equals(version);
        }
    }
}
