package dev.lastgood.observe.kube;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Finds out which workloads a change of a watched object concerns. */
@ApplicationScoped
public class ChangedWorkloads {

    private final Listeners<WorkloadKey> listeners = new Listeners<>();

    public ChangedWorkloads(GatewayChanges gateways, ConfigMapChanges configMaps, ModelChanges models) {
        gateways.onChange(listeners::tell);
        configMaps.onChange(listeners::tell);
        models.onChange(listeners::tell);
    }

    /** {@code listener} is called with each workload of which something changed. */
    public void onChange(Consumer<WorkloadKey> listener) {
        listeners.add(listener);
    }
}
