package dev.lastgood.observe.probe;

import dev.lastgood.api.ConfigMapKeyRef;
import java.util.Optional;

/** Reads a text that stands in a ConfigMap; it may block. */
@FunctionalInterface
interface Texts {

    Optional<String> text(String namespace, ConfigMapKeyRef ref);
}
