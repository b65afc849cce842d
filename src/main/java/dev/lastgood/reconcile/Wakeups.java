package dev.lastgood.reconcile;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.decide.RunSteps;
import dev.lastgood.decide.Validity;
import dev.lastgood.observe.Watches;
import dev.lastgood.observe.WorkloadKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;

/** The one funnel of events: what changes around a workload wakes its models and their incidents that are not over. */
@ApplicationScoped
public class Wakeups {

    private final Watches watches;
    private final SimpleInboundEventSource<ModelDeployment> models = new SimpleInboundEventSource<>("workloads");
    private final SimpleInboundEventSource<AIIncident> incidents = new SimpleInboundEventSource<>("workloads");

    public Wakeups(Watches watches) {
        this.watches = watches;
        watches.onChange(this::wake);
        // One that was deleted stands on no workload any more, and its incidents must say so.
        watches.onModelChange(this::wakeIncidents);
        // One that cannot be read stands on no workload either, and must say so itself.
        watches.onModelChange(this::wakeInvalid);
    }

    SimpleInboundEventSource<ModelDeployment> models() {
        return models;
    }

    SimpleInboundEventSource<AIIncident> incidents() {
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
    void wake(WorkloadKey workload) {
        for (ModelDeployment model : watches.models(workload)) {
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

    private void wakeIncidents(ModelDeployment model) {
        watches.incidentsOf(model).stream()
                .filter(i -> i.getStatus() == null
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
