package dev.lastgood.observe.kube;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds out which workloads a change of a watched object concerns. */
@ApplicationScoped
public class ChangedWorkloads {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final WatchedWorkloads workloads;
    private final Listeners<WorkloadKey> listeners = new Listeners<>();

    public ChangedWorkloads(
            WatchedModels models,
            WatchedIncidents incidents,
            WatchedWorkloads workloads,
            WatchedPods pods,
            WatchedRevisions revisions,
            WatchedConfigMaps configMaps,
            WatchedJobs jobs,
            OperatorNamespace operator) {
        this.models = models;
        this.incidents = incidents;
        this.workloads = workloads;
        workloads.onChange(listeners::tell);
        pods.onStatefulSetPodChange(listeners::tell);
        revisions.onChange(listeners::tell);
        configMaps.onChange(this::configMapChanged);
        models.onChange(this::modelChanged);
        incidents.onChange(this::incidentChanged);
        jobs.onChange(this::jobChanged);
        operator.onPauseChange(() -> models.all().forEach(this::modelChanged));
    }

    /** {@code listener} is called with each workload of which something changed. */
    public void onChange(Consumer<WorkloadKey> listener) {
        listeners.add(listener);
    }

    private void modelChanged(ModelDeployment model) {
        WatchedModels.workloadOf(model).ifPresent(listeners::tell);
    }

    private void configMapChanged(ConfigMap configMap) {
        String namespace = configMap.getMetadata().getNamespace();
        String name = configMap.getMetadata().getName();
        Stream.concat(
                        workloads.usersOf(namespace, name).stream().map(WorkloadKey::of),
                        Stream.concat(
                                        models.naming(namespace, name).stream(),
                                        models.withFlagsIn(namespace, name).stream()
                                                .filter(this::hasSwitchedFlags))
                                .flatMap(m -> WatchedModels.workloadOf(m).stream()))
                .distinct()
                .forEach(listeners::tell);
    }

    /** Flags change all day; it matters only to an incident that switched some off and is not over. */
    private boolean hasSwitchedFlags(ModelDeployment model) {
        return incidents.of(model).stream()
                .map(AIIncident::getStatus)
                .anyMatch(s ->
                        s != null && s.phase != null && !s.phase.isOver() && s.flags != null && !s.flags.isEmpty());
    }

    /** An incident without a status is for its own reconciler alone: whatever else woke up would delay the rollback. */
    private void incidentChanged(AIIncident incident) {
        if (incident.getStatus() != null) {
            Validity.modelOf(incident)
                    .flatMap(name -> models.find(incident.getMetadata().getNamespace(), name))
                    .map(WorkloadKey::of)
                    .ifPresent(listeners::tell);
        }
    }

    private void jobChanged(Job job) {
        TrimmedJob.modelOf(job)
                .flatMap(name -> models.find(job.getMetadata().getNamespace(), name))
                .flatMap(WatchedModels::workloadOf)
                .ifPresent(listeners::tell);
    }
}
