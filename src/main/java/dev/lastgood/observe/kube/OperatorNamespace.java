package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/** What objects in the operator's own namespace say about the operator: whether it is paused, and who leads. */
@ApplicationScoped
public class OperatorNamespace implements Watched {

    private final SharedIndexInformer<ConfigMap> pause;
    private final SharedIndexInformer<Lease> lease;

    public OperatorNamespace(KubernetesClient client, LastgoodConfig config) {
        this.pause = client.configMaps()
                .inNamespace(config.operatorNamespace())
                .withName(config.pauseConfigMap())
                .runnableInformer(0);
        this.lease = client.leases()
                .inNamespace(config.operatorNamespace())
                .withName(Names.FIELD_MANAGER)
                .runnableInformer(0);
    }

    @Override
    public List<? extends SharedIndexInformer<?>> informers() {
        return List.of(pause, lease);
    }

    void onPauseChange(Runnable listener) {
        pause.addEventHandler(new ChangeHandler<>(c -> listener.run()));
    }

    /** Whether the whole operator is to change nothing. */
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
}
