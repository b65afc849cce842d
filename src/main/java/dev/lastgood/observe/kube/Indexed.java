package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.client.informers.cache.Indexer;
import java.util.List;
import java.util.Objects;

/** Reads an informer's index while no update is in progress. */
final class Indexed {

    /**
     * All objects under a key. An update takes an object out of the index and puts it back, and fabric8's
     * {@code byIndex} does not wait for that: for a moment a workload would have no model, or no last good revision. Updates
     * hold the indexer's monitor (seen in 7.6.1), so it is held here, too.
     */
    static <T> List<T> by(Indexer<T> indexer, String index, String key) {
        synchronized (indexer) {
            // One that the store passed over is in the index all the same.
            return indexer.byIndex(index, key).stream().filter(Objects::nonNull).toList();
        }
    }

    private Indexed() {}
}
