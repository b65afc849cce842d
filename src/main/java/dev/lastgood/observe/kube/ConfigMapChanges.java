package dev.lastgood.observe.kube;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.api.model.ConfigMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reports the workloads that a change of a ConfigMap concerns. */
@ApplicationScoped
class ConfigMapChanges {

    private final WatchedConfigMaps configMaps;
    private final WatchedWorkloads workloads;
    private final WatchedModels models;
    private final WatchedIncidents incidents;

    ConfigMapChanges(
            WatchedConfigMaps configMaps,
            WatchedWorkloads workloads,
            WatchedModels models,
            WatchedIncidents incidents) {
        this.configMaps = configMaps;
        this.workloads = workloads;
        this.models = models;
        this.incidents = incidents;
    }

    void onChange(Consumer<WorkloadKey> listener) {
        configMaps.onChange(changed -> concerned(changed).distinct().forEach(listener));
    }

    private Stream<WorkloadKey> concerned(ConfigMap configMap) {
        String namespace = configMap.getMetadata().getNamespace();
        String name = configMap.getMetadata().getName();
        Stream<ModelDeployment> concerned = Stream.concat(
                models.naming(namespace, name).stream(),
                models.withFlagsIn(namespace, name).stream().filter(this::hasSwitchedFlags));
        return Stream.concat(
                workloads.usersOf(namespace, name).stream().map(WorkloadKey::of),
                concerned.flatMap(m -> WatchedModels.workloadOf(m).stream()));
    }

    /** Flags change all day; it matters only to an incident that switched some off and is not over. */
    private boolean hasSwitchedFlags(ModelDeployment model) {
        return incidents.of(model).stream()
                .map(AIIncident::getStatus)
                .anyMatch(s ->
                        s != null && s.phase != null && !s.phase.isOver() && s.flags != null && !s.flags.isEmpty());
    }
}
