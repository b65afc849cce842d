package dev.lastgood.reconcile.start;

import dev.lastgood.observe.kube.WatchTrouble;
import dev.lastgood.observe.kube.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive as long as every watch runs; ready once everything that is watched has been listed and the controllers run. */
@ApplicationScoped
public class Health {

    private volatile boolean started;

    void started() {
        started = true;
    }

    @Produces
    @Liveness
    HealthCheck watching(WatchTrouble trouble) {
        return () -> HealthCheckResponse.named("watches")
                .status(trouble.message().isEmpty())
                .withData("trouble", trouble.message().orElse("none"))
                .build();
    }

    @Produces
    @Readiness
    HealthCheck operating(Watches watches) {
        return () -> HealthCheckResponse.named("operator")
                .status(started && watches.isSynced())
                .build();
    }
}
