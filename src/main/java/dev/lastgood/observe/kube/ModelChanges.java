package dev.lastgood.observe.kube;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports the workloads of models that changed, or whose incidents, Jobs, or pause changed. */
@ApplicationScoped
class ModelChanges {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final WatchedJobs jobs;
    private final OperatorNamespace operator;

    ModelChanges(WatchedModels models, WatchedIncidents incidents, WatchedJobs jobs, OperatorNamespace operator) {
        this.models = models;
        this.incidents = incidents;
        this.jobs = jobs;
        this.operator = operator;
    }

    void onChange(Consumer<WorkloadKey> listener) {
        models.onChange(changed -> WatchedModels.workloadOf(changed).ifPresent(listener));
        incidents.onChange(changed -> concerned(changed).ifPresent(listener));
        jobs.onChange(changed -> concerned(changed).ifPresent(listener));
        operator.onPauseChange(() ->
                models.all().flatMap(m -> WatchedModels.workloadOf(m).stream()).forEach(listener));
    }

    /** An incident without a status is for its own reconciler alone: whatever else woke up would delay the rollback. */
    private Optional<WorkloadKey> concerned(AIIncident incident) {
        return incident.getStatus() == null
                ? Optional.empty()
                : workload(incident.getMetadata().getNamespace(), Validity.modelOf(incident));
    }

    private Optional<WorkloadKey> concerned(Job job) {
        return workload(job.getMetadata().getNamespace(), TrimmedJob.modelOf(job));
    }

    private Optional<WorkloadKey> workload(String namespace, Optional<String> model) {
        return model.flatMap(name -> models.find(namespace, name)).map(WorkloadKey::of);
    }
}
