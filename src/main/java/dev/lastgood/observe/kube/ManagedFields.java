package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;

/** Removes managedFields, which take more memory than the rest of an object. */
final class ManagedFields {

    /** Returns the object without them. */
    static <T extends HasMetadata> T without(T object, T before) {
        object.getMetadata().setManagedFields(new ArrayList<>());
        return object;
    }

    private ManagedFields() {}
}
