package dev.lastgood.reconcile;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs the passes of the reconcilers: knows what wakes them, lets them end before the operator stops, and logs why one is
 * repeated.
 */
@ApplicationScoped
public class Passes {

    private final Wakeups wakeups;
    private final Draining draining;

    public Passes(Wakeups wakeups, Draining draining) {
        this.wakeups = wakeups;
        this.draining = draining;
    }

    public List<EventSource<?, ModelDeployment>> modelEvents() {
        return List.of(wakeups.models());
    }

    public List<EventSource<?, AIIncident>> incidentEvents() {
        return List.of(wakeups.incidents());
    }

    /**
     * Runs one pass over an object, unless the operator is stopping.
     *
     * @param what what the object is called in our log lines, such as {@code incident}
     */
    public <R extends HasMetadata> UpdateControl<R> run(String what, R object, Supplier<UpdateControl<R>> pass) {
        return draining.reconcile(() -> {
            try {
                return pass.get();
            } catch (RuntimeException e) {
                Trouble.log(what, object, e);
                throw e;
            }
        });
    }
}
