package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Calls a handler for each object that was created, changed or deleted; an object that cannot be handled does not stop the
 * watch for the others. */
record ChangeHandler<T>(Consumer<T> handler) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
        handle(added);
    }

    @Override
    public void onUpdate(T before, T after) {
        handle(after);
    }

    @Override
    public void onDelete(T deleted, boolean finalStateUnknown) {
        handle(deleted);
    }

    private void handle(T object) {
        try {
            handler.accept(object);
        } catch (RuntimeException e) {
            Logger.getLogger(ChangeHandler.class).warnf("an event is passed over: %s", e);
        }
    }
}
