package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;

/** Removes managedFields from objects that are kept, since they take more memory than the rest of an object. */
final class ManagedFields {

    /** Returns the object itself. */
    static <T extends HasMetadata> T removeFrom(T object) {
        object.getMetadata().setManagedFields(new ArrayList<>());
        return object;
    }

    private ManagedFields() {}
}
