package dev.lastgood.reconcile.outbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Performs the work of objects beside their reconciles: the same work once at a time, each result kept until the object's
 * status has it, nothing kept of an object that was deleted. The intent of the work is in the status before it is
 * submitted, so what is lost with the process is found there and submitted again.
 *
 * @param <K> what tells the work of one object apart
 * @param <R> what comes of it
 */
public final class Outbox<K, R> {

    /** A reconcile that began before its object was deleted ends long before that. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private static final int DELETED = 100_000;

    /** What is under way for one object, and its results. Work of a deleted object ends and finds that its box is gone. */
    private static final class Box<K, R> {
        private final Set<K> underWay = new HashSet<>();
        private final Map<K, R> results = new HashMap<>();

        private boolean isEmpty() {
            return underWay.isEmpty() && results.isEmpty();
        }
    }

    private record Paused<K>(String uid, K key) {}

    private final Pause<R> pause;
    private final Consumer<Owner> wake;
    /** By uid; empty ones are removed. Guarded by this. */
    private final Map<String, Box<K, R>> boxes = new HashMap<>();

    private final Cache<Paused<K>, Boolean> paused;
    private final Cache<String, Boolean> deleted;

    /** @param wake is called with the owner of each new result, on the thread that performed the work */
    public Outbox(Pause<R> pause, Consumer<Owner> wake) {
        this(pause, wake, Ticker.systemTicker());
    }

    Outbox(Pause<R> pause, Consumer<Owner> wake, Ticker ticker) {
        this.pause = pause;
        this.wake = wake;
        this.paused = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(pause.length())
                .build();
        this.deleted = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(LATE)
                .maximumSize(DELETED)
                .build();
    }

    /** Returns the results that the owner's status does not have yet. */
    public synchronized Map<K, R> results(Owner owner) {
        Box<K, R> box = boxes.get(owner.uid());
        return box == null ? Map.of() : Map.copyOf(box.results);
    }

    /** Drops these results: the owner's status has them. */
    public synchronized void acknowledge(Owner owner, Map<K, R> recorded) {
        Box<K, R> box = boxes.get(owner.uid());
        if (box != null) {
            recorded.forEach(box.results::remove);
            removeIfEmpty(owner, box);
        }
    }

    /**
     * Has the work performed, unless it is under way, was in vain a moment ago, or has a result that the status does not
     * have yet. If the pool is full nothing happens, and the next reconcile submits it again.
     */
    public void submit(WorkPool pool, Work<K, R> work) {
        Box<K, R> box = begin(work.owner(), work.key());
        if (box != null && !pool.execute(work.description(), () -> perform(box, work))) {
            end(box, work, null);
        }
    }

    /** Forgets an object that was deleted. What is under way ends, and its result is dropped. */
    public synchronized void evict(String uid) {
        deleted.put(uid, true);
        boxes.remove(uid);
        paused.asMap().keySet().removeIf(one -> one.uid().equals(uid));
    }

    /** Returns null if there is nothing to perform. */
    private synchronized Box<K, R> begin(Owner owner, K key) {
        if (deleted.getIfPresent(owner.uid()) != null || paused.getIfPresent(new Paused<>(owner.uid(), key)) != null) {
            return null;
        }
        Box<K, R> box = boxes.computeIfAbsent(owner.uid(), uid -> new Box<>());
        return !box.results.containsKey(key) && box.underWay.add(key) ? box : null;
    }

    private void perform(Box<K, R> box, Work<K, R> work) {
        R result = null;
        boolean kept;
        try {
            result = work.action().get();
        } finally {
            kept = end(box, work, result);
        }
        if (kept) {
            wake.accept(work.owner());
        }
    }

    /** Returns true if there is a result for the owner. */
    private synchronized boolean end(Box<K, R> box, Work<K, R> work, R result) {
        Owner owner = work.owner();
        if (boxes.get(owner.uid()) != box) {
            return false; // deleted in the meantime
        }
        box.underWay.remove(work.key());
        if (result != null) {
            box.results.put(work.key(), result);
            if (pause.after().test(result)) {
                paused.put(new Paused<>(owner.uid(), work.key()), true);
            }
        }
        removeIfEmpty(owner, box);
        return result != null;
    }

    private void removeIfEmpty(Owner owner, Box<K, R> box) {
        if (box.isEmpty()) {
            boxes.remove(owner.uid());
        }
    }
}
