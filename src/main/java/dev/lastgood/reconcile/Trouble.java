package dev.lastgood.reconcile;

import dev.lastgood.lib.RootCause;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jboss.logging.Logger;

/**
 * Says why an object is tried again: one line for what the API server refuses, for it says all there is to know, and a
 * stack trace for a fault of ours. The framework's own log of the same is off (application.properties).
 */
public final class Trouble {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** @param what what the object is called in our log lines, such as {@code incident} */
    public static void log(String what, HasMetadata object, RuntimeException error) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        if (error instanceof KubernetesClientException refusal) {
            LOG.warnf("%s=%s/%s is tried again: %s", what, namespace, name, message(refusal));
        } else {
            LOG.errorf(error, "%s=%s/%s is tried again after a fault of Lastgood", what, namespace, name);
        }
    }

    private static String message(KubernetesClientException refusal) {
        String text = refusal.getStatus() != null && refusal.getStatus().getMessage() != null
                ? refusal.getStatus().getMessage()
                : RootCause.of(refusal).toString();
        return (refusal.getCode() == 0 ? "" : refusal.getCode() + " ") + text.replaceAll("\\p{Cntrl}", " ");
    }

    private Trouble() {}
}
