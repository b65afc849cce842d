package dev.lastgood.reconcile.outbox;

import java.util.function.Supplier;

/**
 * One piece of work of an object.
 *
 * @param key of its result; work with the same key is the same work
 * @param description for the log
 * @param action performs it; blocks
 */
public record Work<K, R>(Owner owner, K key, String description, Supplier<R> action) {}
