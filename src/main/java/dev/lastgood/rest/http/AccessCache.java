package dev.lastgood.rest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.lastgood.config.RestConfig;
import java.time.Duration;
import java.util.function.Predicate;

/** Remembers what the API server answered about a caller: a yes for a short time, a no for a shorter one. */
final class AccessCache {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int SHORTER = 5;

    static <K, V> Cache<K, V> of(RestConfig config, int size, Predicate<V> isYes) {
        Duration yes = config.accessCache().compareTo(LONGEST) > 0 ? LONGEST : config.accessCache();
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfter(Expiry.<K, V>writing((key, answer) -> isYes.test(answer) ? yes : yes.dividedBy(SHORTER)))
                .build();
    }

    private AccessCache() {}
}
