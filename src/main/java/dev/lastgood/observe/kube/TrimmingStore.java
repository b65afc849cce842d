package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** An informer's store that keeps only the needed part of each object. */
final class TrimmingStore<T extends HasMetadata> implements ItemStore<T> {

    private static final Logger LOG = Logger.getLogger(TrimmingStore.class);

    private final ConcurrentMap<String, T> kept = new ConcurrentHashMap<>();
    private final BinaryOperator<T> keep;

    /** @param keep from the new object and what was kept of it before (or null) to what is kept now; null keeps nothing */
    TrimmingStore(BinaryOperator<T> keep) {
        this.keep = keep;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public T put(String key, T object) {
        T before = kept.get(key);
        try {
            T part = keep.apply(object, before);
            if (part == null) {
                kept.remove(key);
            } else {
                kept.put(key, part);
            }
        } catch (RuntimeException e) {
            // One odd object must not stop the watch for the others.
            LOG.warnf(e, "%s %s is passed over", object.getKind(), key);
            kept.remove(key);
        }
        return before;
    }

    @Override
    public T remove(String key) {
        return kept.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return kept.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return kept.values().stream();
    }

    @Override
    public int size() {
        return kept.size();
    }

    @Override
    public T get(String key) {
        return kept.get(key);
    }

    /** Objects are not whole: handlers must not count on bodies. */
    @Override
    public boolean isFullState() {
        return false;
    }
}
