package dev.lastgood.rest.http;

import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Supplier;

/** Asks the API server about a caller. */
public final class Reviews {

    private static final int PAUSE_SECONDS = 30;

    /** @throws ProblemException where the API server does not answer, or Lastgood may not ask */
    static <T> T ask(String resource, Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw ApiRefusal.of(e).isForbidden()
                    ? ProblemException.retryAfter(
                            PAUSE_SECONDS,
                            ProblemType.RightsMissing,
                            "callers cannot be told apart: grant the operator's service account the right to create "
                                    + resource + " by a ClusterRole")
                    : KubeProblem.unavailable();
        }
    }

    private Reviews() {}
}
