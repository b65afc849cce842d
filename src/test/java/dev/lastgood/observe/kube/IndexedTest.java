package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IndexedTest {

    private static final int UPDATES = 200_000;

    @Test
    void anObjectThatIsBeingUpdatedIsNeverMissing() {
        CacheImpl<ConfigMap> cache = new CacheImpl<>();
        cache.addIndexers(Map.of("workload", object -> List.of("ai/gateway")));
        cache.put(object(0));

        CompletableFuture<Void> updates = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= UPDATES; i++) {
                cache.put(object(i));
            }
        });
        int missing = 0;
        int reads = 0;
        while (!updates.isDone() || reads == 0) {
            reads++;
            missing += Indexed.by(cache, "workload", "ai/gateway").isEmpty() ? 1 : 0;
        }

        updates.join();
        assertThat(missing).as("of %d reads", reads).isZero();
    }

    private static ConfigMap object(int version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ai")
                .withName("gateway")
                .withResourceVersion(Integer.toString(version))
                .endMetadata()
                .build();
    }
}
