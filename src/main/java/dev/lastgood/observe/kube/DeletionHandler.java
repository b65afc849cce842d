package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Calls a handler for each object that was deleted. If the watch was interrupted, an object that was created in its place under the same
 * name looks like an update of it.
 */
record DeletionHandler<T extends HasMetadata>(Consumer<? super T> handler) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {}

    @Override
    public void onUpdate(T before, T after) {
        if (!Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())) {
            handler.accept(before);
        }
    }

    @Override
    public void onDelete(T deleted, boolean finalStateUnknown) {
        handler.accept(deleted);
    }
}
