package dev.lastgood.observe.probe.prompt;

import dev.lastgood.api.ConfigMapKeyRef;
import java.util.Optional;

/** Looks up texts in ConfigMaps. */
@FunctionalInterface
public interface TextLookup {

    /**
     * Returns the text under a key; empty if there is none. It may block.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if it cannot be read
     */
    Optional<String> text(String namespace, ConfigMapKeyRef ref);
}
