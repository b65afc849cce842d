package dev.lastgood.observe.kube;

import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;

/** Removes managedFields from objects that are kept, since they take more memory than the rest of an object. */
final class ManagedFields {

    /** Returns the object itself. */
    static <T extends HasMetadata> T removeFrom(T object) {
        object.getMetadata().setManagedFields(new ArrayList<>());
        return object;
    }

    /** Keeps the entries that own the field at the path. Returns the object itself. */
    static <T extends HasMetadata> T keepOwners(T object, String... path) {
        object.getMetadata()
                .setManagedFields(object.getMetadata().getManagedFields().stream()
                        .filter(entry -> entry.getFieldsV1() != null
                                && FieldSet.of(Json.tree(entry)).has(path))
                        .toList());
        return object;
    }

    private ManagedFields() {}
}
