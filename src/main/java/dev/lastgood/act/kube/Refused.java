package dev.lastgood.act.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;

/** What a refusal of the API server means. */
public final class Refused {

    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;

    /** Codes after which the same request may succeed later, beside all of 500 and more, and none at all. */
    private static final Set<Integer> TRANSIENT = Set.of(401, 408, 429);

    public static boolean isTransient(KubernetesClientException refused) {
        // Without an answer the client gives -1.
        return refused.getCode() <= 0 || refused.getCode() >= 500 || TRANSIENT.contains(refused.getCode());
    }

    public static String words(KubernetesClientException refused) {
        String said = refused.getStatus() == null ? null : refused.getStatus().getMessage();
        return said == null ? "code " + refused.getCode() : said;
    }

    private Refused() {}
}
