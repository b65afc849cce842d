package dev.lastgood.reconcile.outbox;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** The object whose status waits for a result. The uid, because another object may later have the same name. */
public record Owner(String uid, String namespace, String name) {

    /** Returns an object as the owner of work. */
    public static Owner of(HasMetadata object) {
        return new Owner(
                object.getMetadata().getUid(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }
}
