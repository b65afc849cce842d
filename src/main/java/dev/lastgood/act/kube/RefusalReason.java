package dev.lastgood.act.kube;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The reason under which a change that the API server refuses for good is reported. */
public final class RefusalReason {

    public static Reason of(KubernetesClientException refused) {
        return ApiRefusal.of(refused).isForbidden() ? Reason.RefusedByAdmission : Reason.ApiServerRefused;
    }

    private RefusalReason() {}
}
