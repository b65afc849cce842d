package dev.lastgood.observe;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/** Alive as long as every watch runs: fabric8 replaces one that stopped with nothing, so the process must be. */
@org.eclipse.microprofile.health.Liveness
@ApplicationScoped
public class Liveness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Liveness.class);

    private volatile String trouble;

    /** A watch ended and cannot be had again. */
    public void watchStopped(Throwable error) {
        trouble = String.valueOf(error.getMessage());
        LOG.errorf("a watch stopped, the process must be restarted: %s", trouble);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("watches")
                .status(trouble == null)
                .withData("trouble", trouble == null ? "none" : trouble)
                .build();
    }
}
