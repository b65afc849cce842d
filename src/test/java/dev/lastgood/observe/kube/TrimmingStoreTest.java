package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

class TrimmingStoreTest {

    private final TrimmingStore<ConfigMap> store = new TrimmingStore<>((now, before) -> {
        if (now.getMetadata().getName().equals("odd")) {
            throw new IllegalStateException("it is not as others are");
        }
        return now;
    });

    @Test
    void anOddObjectIsPassedOverAndTheOthersAreKept() {
        store.put("ai/odd", named("odd"));
        store.put("ai/fine", named("fine"));

        assertThat(store.get("ai/odd")).isNull();
        assertThat(store.keySet()).containsExactly("ai/fine");
    }

    private static ConfigMap named(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ai")
                .withName(name)
                .endMetadata()
                .build();
    }
}
