package dev.lastgood.reconcile;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.run.RunSteps;
import dev.lastgood.observe.kube.ChangedWorkloads;
import dev.lastgood.observe.kube.NotificationDefaults;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;

/** The one funnel of events: what changes around a workload wakes its models and their incidents that are not over. */
@ApplicationScoped
public class Wakeups {

    private final WatchedModels watchedModels;
    private final WatchedIncidents watchedIncidents;
    private final LastgoodConfig config;
    private final SimpleInboundEventSource<ModelDeployment> models = new SimpleInboundEventSource<>("workloads");
    private final SimpleInboundEventSource<AIIncident> incidents = new SimpleInboundEventSource<>("workloads");

    public Wakeups(
            WatchedModels watchedModels,
            WatchedIncidents watchedIncidents,
            ChangedWorkloads changes,
            NotificationDefaults defaults,
            LastgoodConfig config) {
        this.watchedModels = watchedModels;
        this.watchedIncidents = watchedIncidents;
        this.config = config;
        changes.onChange(this::wake);
        // One that was deleted stands on no workload any more, and its incidents must say so.
        watchedModels.onChange(this::wakeIncidents);
        // One that cannot be read stands on no workload either, and must say so itself.
        watchedModels.onChange(this::wakeInvalid);
        defaults.onChange(this::wakeNamespace);
    }

    public SimpleInboundEventSource<ModelDeployment> models() {
        return models;
    }

    public SimpleInboundEventSource<AIIncident> incidents() {
        return incidents;
    }

    /** Something is there for this incident. */
    public void wakeIncident(String namespace, String name) {
        if (incidents.isRunning()) {
            incidents.propagateEvent(new ResourceID(name, namespace));
        }
    }

    /** Something is there for this model. */
    public void wakeModel(String namespace, String name) {
        if (models.isRunning()) {
            models.propagateEvent(new ResourceID(name, namespace));
        }
    }

    /** Something is there for this workload. */
    public void wake(WorkloadKey workload) {
        for (ModelDeployment model : watchedModels.of(workload)) {
            if (models.isRunning()) {
                models.propagateEvent(id(model));
            }
            wakeIncidents(model);
        }
    }

    private void wakeInvalid(ModelDeployment model) {
        if (models.isRunning() && Validity.problem(model).isPresent()) {
            models.propagateEvent(id(model));
        }
    }

    /** Others may have to be told by now; the operator's default is everybody's. */
    private void wakeNamespace(String namespace) {
        boolean all = namespace.equals(config.operatorNamespace());
        wakeIncidents(watchedIncidents
                .all()
                .filter(i -> all || namespace.equals(i.getMetadata().getNamespace())));
    }

    private void wakeIncidents(ModelDeployment model) {
        wakeIncidents(watchedIncidents.of(model).stream());
    }

    private void wakeIncidents(Stream<AIIncident> some) {
        some.filter(i -> i.getStatus() == null
                        || i.getStatus().phase == null
                        || !i.getStatus().phase.isOver()
                        || RunSteps.areOpen(i.getStatus()))
                .forEach(i -> wakeIncident(
                        i.getMetadata().getNamespace(), i.getMetadata().getName()));
    }

    private static ResourceID id(HasMetadata object) {
        return new ResourceID(
                object.getMetadata().getName(), object.getMetadata().getNamespace());
    }
}
