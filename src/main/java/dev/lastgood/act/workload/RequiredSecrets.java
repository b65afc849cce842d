package dev.lastgood.act.workload;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the Secrets are there without which the restored pods could not start. Only metadata are asked for: no secret
 * value ever reaches this process. Where the operator may not read them, the rollout's deadline is left to find out.
 */
final class RequiredSecrets {

    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final int SECONDS = 2;

    private final KubernetesClient client;

    RequiredSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** @throws Refusal where one of them does not exist */
    void check(String namespace, Set<String> names) throws Refusal {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        for (String name : names) {
            HttpRequest request = client.getHttpClient()
                    .newHttpRequestBuilder()
                    .uri(client.getMasterUrl() + "api/v1/namespaces/" + namespace + "/secrets/" + name)
                    .header("Accept", METADATA_ONLY)
                    .build();
            asked.put(name, client.getHttpClient().sendAsync(request, byte[].class));
        }
        for (var answer : asked.entrySet()) {
            if (isMissing(answer.getValue())) {
                throw Refusal.because(
                        Reason.SecretMissing,
                        "the target needs the Secret " + answer.getKey()
                                + ", which does not exist: create it again. An incident then needs a larger "
                                + "spec.attempt");
            }
        }
    }

    private static boolean isMissing(CompletableFuture<HttpResponse<byte[]>> answer) {
        try {
            return ApiRefusal.of(answer.get(SECONDS, TimeUnit.SECONDS).code(), null) == ApiRefusal.NotFound;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false; // not known: not missing
        }
    }
}
