package dev.lastgood.reconcile;

import dev.lastgood.observe.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready once everything that is watched has been listed and the controllers run. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    private final Watches watches;
    private volatile boolean started;

    public Readiness(Watches watches) {
        this.watches = watches;
    }

    void started() {
        started = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("operator")
                .status(started && watches.isSynced())
                .build();
    }
}
