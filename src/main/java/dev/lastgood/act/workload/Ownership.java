package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives a restored template and the restored ConfigMaps back to those who applied them. A rollback makes Lastgood the owner of
 * all that it restored; under server-side apply a field that no one else owns would then survive every later fix that does not
 * have it, and a fix without {@code --force-conflicts} would be refused.
 */
@ApplicationScoped
public class Ownership {

    /** A rollout that has just begun changes the resourceVersion several times a second. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 20;

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    public Ownership(KubernetesClient client) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * Gives back the template and the ConfigMaps. What someone else wrote since is theirs already, and stays so.
     *
     * @param marker the annotation that the rollback's patch wrote; nothing is done if another rollback was done since
     * @param to data of the restored revision
     * @return false if an object changed each time that this was tried
     * @throws KubernetesClientException if the API server refuses, cannot be reached or cannot answer now
     */
    public boolean handBack(WorkloadKind kind, String namespace, String name, String marker, JsonNode to) {
        HasMetadata workload = workload(kind, namespace, name);
        if (workload == null || !marker.equals(Annotation.of(workload, Names.ROLLBACK))) {
            return true;
        }
        boolean done = handBack(
                workload,
                () -> workload(kind, namespace, name),
                now -> new RestoredFields(to.path("managedFields"), RestoredFields.Part.Template));
        for (Iterator<String> names = to.path("configMaps").fieldNames(); names.hasNext(); ) {
            String configMap = names.next();
            done &= handBack(namespace, configMap, to.path("configMapMetadata").path(configMap));
        }
        return done;
    }

    private boolean handBack(String namespace, String name, JsonNode good) {
        ConfigMap configMap = configMap(namespace, name);
        return handBack(
                configMap,
                () -> configMap(namespace, name),
                now -> new RestoredFields(
                        good.path("managedFields"),
                        Recreation.workload(now).isPresent()
                                ? RestoredFields.Part.Everything
                                : RestoredFields.Part.Content));
    }

    private <T extends HasMetadata> boolean handBack(T first, Supplier<T> read, Function<T, RestoredFields> restored) {
        T now = first;
        for (int i = 0; i < TRIES; i++) {
            if (now == null) {
                return true;
            }
            JsonNode owners = Json.tree(now.getMetadata().getManagedFields());
            JsonNode after = restored.apply(now).handedBack(owners);
            if (after.equals(owners)) {
                return true;
            }
            try {
                patcher.patchMetadata(
                        now.getClass(),
                        now.getMetadata().getNamespace(),
                        now.getMetadata().getName(),
                        new JsonPatch()
                                .test(
                                        "/metadata/resourceVersion",
                                        TextNode.valueOf(now.getMetadata().getResourceVersion()))
                                .replace("/metadata/managedFields", after));
                return true;
            } catch (KubernetesClientException e) {
                if (ApiRefusal.of(e) != ApiRefusal.NotFound && !ApiRefusal.of(e).isOutdated()) {
                    throw e;
                }
            }
            pause(i);
            now = read.get();
        }
        return false;
    }

    private static void pause(int tries) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HasMetadata workload(WorkloadKind kind, String namespace, String name) {
        return client.resources(Workload.type(kind))
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private ConfigMap configMap(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }
}
