package dev.lastgood.observe.kube;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is called with each change of something, in the order in which they asked for it. */
final class Listeners<T> {

    private final List<Consumer<T>> all = new CopyOnWriteArrayList<>();

    void add(Consumer<T> listener) {
        all.add(listener);
    }

    void tell(T changed) {
        all.forEach(listener -> listener.accept(changed));
    }
}
