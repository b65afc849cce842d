package dev.lastgood.act.kube;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Why a flag or a route cannot be switched. The message says what to write instead and never quotes a value. */
public final class SwitchProblem extends Exception {

    private final Reason reason;

    public SwitchProblem(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Returns the problem that something cannot be read.
     *
     * @param what with a verb, such as {@code ConfigMap "flags" cannot be read}
     * @throws KubernetesClientException the failure itself if it may pass
     */
    public static SwitchProblem unreadable(String what, KubernetesClientException failure) {
        if (ApiRefusal.of(failure).isTransient()) {
            throw failure;
        }
        return new SwitchProblem(Reason.ApiServerRefused, what + ": " + ApiRefusal.words(failure));
    }

    /** The reason under which this is told. */
    public Reason reason() {
        return reason;
    }
}
