package dev.lastgood.observe.kube;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Knows whether a watch has stopped for good: fabric8 does not replace it, so the process must be restarted. */
@ApplicationScoped
public class WatchTrouble {

    private static final Logger LOG = Logger.getLogger(WatchTrouble.class);

    private volatile String trouble;

    /** A watch ended and cannot be had again. */
    public void stopped(Throwable error) {
        trouble = String.valueOf(error.getMessage());
        LOG.errorf("a watch stopped, the process must be restarted: %s", trouble);
    }

    /** What stopped one of them; empty while all run. */
    public Optional<String> message() {
        return Optional.ofNullable(trouble);
    }
}
