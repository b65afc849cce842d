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
        return now.getImmutable() == null ? now : null;
    });

    @Test
    void anOddObjectIsPassedOverAndTheOthersAreKept() {
        store.put("ai/odd", named("odd"));
        store.put("ai/fine", named("fine"));

        assertThat(store.get("ai/odd")).isNull();
        assertThat(store.keySet()).containsExactly("ai/fine");
    }

    @Test
    void anObjectOfWhichNothingHasToBeKeptIsForgotten() {
        store.put("ai/fine", named("fine"));
        ConfigMap useless = named("fine");
        useless.setImmutable(true);

        assertThat(store.put("ai/fine", useless)).as("what was kept before").isNotNull();
        assertThat(store.get("ai/fine")).isNull();
        assertThat(store.size()).isZero();
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
