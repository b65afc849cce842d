package dev.lastgood.reconcile;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.run.RunSteps;
import dev.lastgood.observe.Watches;
import dev.lastgood.observe.WorkloadKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;

/** The one funnel of events: what changes around a workload wakes its models and their incidents that are not over. */
@ApplicationScoped
public class Wakeups {

    private final Watches watches;
    private final LastgoodConfig config;
    private final SimpleInboundEventSource<ModelDeployment> models = new SimpleInboundEventSource<>("workloads");
    private final SimpleInboundEventSource<AIIncident> incidents = new SimpleInboundEventSource<>("workloads");

    public Wakeups(Watches watches, LastgoodConfig config) {
        this.watches = watches;
        this.config = config;
        watches.onChange(this::wake);
        // One that was deleted stands on no workload any more, and its incidents must say so.
        watches.onModelChange(this::wakeIncidents);
        // One that cannot be read stands on no workload either, and must say so itself.
        watches.onModelChange(this::wakeInvalid);
        watches.onDefaultsChange(this::wakeNamespace);
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

    /** Others may have to be told by now; the operator's default is everybody's. */
    private void wakeNamespace(String namespace) {
        boolean all = namespace.equals(config.operatorNamespace());
        wakeIncidents(watches.incidents()
                .filter(i -> all || namespace.equals(i.getMetadata().getNamespace())));
    }

    private void wakeIncidents(ModelDeployment model) {
        wakeIncidents(watches.incidentsOf(model).stream());
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
