package dev.lastgood.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.lib.BackOff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs the passes of the reconcilers: knows what wakes them, lets them end before the operator stops, and logs why one is
 * repeated.
 */
@ApplicationScoped
public class Passes {

    /** What was seen is older than what is there: soon that is past; where a watch is behind, it may last. */
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(5));

    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Wakeups wakeups;
    private final Draining draining;
    private final Cache<String, Integer> again =
            Caffeine.newBuilder().expireAfterWrite(FORGOTTEN).build();

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
     * Runs one pass over an object, unless the operator is stopping. One that asks to look again is repeated less and less often.
     *
     * @param what what the object is called in our log lines, such as {@code incident}
     */
    public <R extends HasMetadata> UpdateControl<R> run(String what, R object, Supplier<UpdateControl<R>> pass) {
        return draining.reconcile(() -> {
            try {
                return repeated(object.getMetadata().getUid(), pass.get());
            } catch (RuntimeException e) {
                Trouble.log(what, object, e);
                throw e;
            }
        });
    }

    private <R extends HasMetadata> UpdateControl<R> repeated(String uid, UpdateControl<R> control) {
        if (control != Waiting.<R>again()) {
            again.invalidate(uid);
            return control;
        }
        return Waiting.until(AGAIN.after(again.asMap().merge(uid, 1, Integer::sum)));
    }
}
