package dev.lastgood.observe.probe.prompt;

import dev.lastgood.api.ConfigMapKeyRef;
import java.util.Optional;

/** TextLookup that stand in ConfigMaps. */
@FunctionalInterface
public interface TextLookup {

    /**
     * Returns the text under a key; empty where there is none. It may block.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where it cannot be read
     */
    Optional<String> text(String namespace, ConfigMapKeyRef ref);
}
