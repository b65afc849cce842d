package dev.lastgood.observe;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.notice.Recipients;
import io.fabric8.kubernetes.api.model.ConfigMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is told of a model's incidents: whom it names, else its namespace's default, else the operator's. */
@ApplicationScoped
public class NotificationDefaults {

    private final Watches watches;
    private final LastgoodConfig config;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    public NotificationDefaults(Watches watches, LastgoodConfig config) {
        this.watches = watches;
        this.config = config;
    }

    /**
     * Returns who is told.
     *
     * @param model null where it is not there: nobody is
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
        return watches.notificationDefaults(namespace).map(configMap -> read.compute(
                        namespace, (key, known) -> known != null && known.isOf(configMap) ? known : Read.of(configMap))
                .recipients());
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
