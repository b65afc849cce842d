package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The informers of one kind: one for all namespaces, or one for each that is watched. */
record WatchedKind<T extends HasMetadata>(List<SharedIndexInformer<T>> parts) {

    private static final Logger LOG = Logger.getLogger(WatchedKind.class);

    /** Only so many objects are in memory as a whole at a time while a kind is listed. */
    private static final long PAGE = 100;

    /**
     * Prepares the informers; they do not run yet.
     *
     * @param namespaces empty: all
     * @param label selector of labels, as in {@code lastgood.dev/run} or {@code !app}; null: all
     * @param keep see {@link TrimmingStore}
     * @param indexers by name, from an object to the keys under which it is found
     */
    static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> WatchedKind<T> of(
            MixedOperation<T, L, R> operation,
            Set<String> namespaces,
            String label,
            BinaryOperator<T> keep,
            Map<String, Function<T, List<String>>> indexers) {
        Stream<AnyNamespaceOperation<T, L, R>> places = namespaces.isEmpty()
                ? Stream.of(operation.inAnyNamespace())
                : namespaces.stream().map(operation::inNamespace);
        Map<String, Function<T, List<String>>> guarded = new HashMap<>();
        indexers.forEach((name, indexer) -> guarded.put(name, object -> guarded(indexer, object)));
        return new WatchedKind<>(places.map(place -> label == null ? place : place.withLabelSelector(label))
                .map(place -> ((FilterWatchListDeletable<T, L, R>) place)
                        .withLimit(PAGE)
                        .runnableInformer(0))
                .map(informer -> informer.itemStore(new TrimmingStore<>(keep)).addIndexers(guarded))
                .toList());
    }

    Optional<T> get(String namespace, String name) {
        return parts.stream()
                .map(p -> p.getIndexer().getByKey(key(namespace, name)))
                .filter(Objects::nonNull)
                .findFirst();
    }

    List<T> by(String index, String key) {
        return parts.stream()
                .flatMap(p -> Indexed.by(p.getIndexer(), index, key).stream())
                .toList();
    }

    Stream<T> all() {
        return parts.stream().flatMap(p -> p.getIndexer().list().stream());
    }

    void onChange(Consumer<T> handler) {
        parts.forEach(p -> p.addEventHandler(new ChangeHandler<>(handler)));
    }

    /** The key of an object in an index of names. */
    static String key(String namespace, String name) {
        return Cache.namespaceKeyFunc(namespace, name);
    }

    /** The key of a name in the namespace of {@code object}. */
    static String key(HasMetadata object, String name) {
        return key(object.getMetadata().getNamespace(), name);
    }

    void onDelete(Consumer<? super T> handler) {
        parts.forEach(p -> p.addEventHandler(new DeletionHandler<>(handler)));
    }

    /** One broken object must not stop the watch for the others. */
    private static <T extends HasMetadata> List<String> guarded(Function<T, List<String>> indexer, T object) {
        try {
            return indexer.apply(object);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "%s %s/%s is passed over: %s",
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    e);
            return List.of();
        }
    }
}
