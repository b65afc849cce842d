package dev.lastgood.rest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** So many requests a second and no more, for each key by itself. */
final class RateLimit {

    private static final int KEYS = 10_000;

    private final int rate;
    private final int burst;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(KEYS)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    RateLimit(int rate, int burst) {
        this.rate = rate;
        this.burst = burst;
    }

    /** Takes one; where there is none left, returns after how many seconds there is. */
    Optional<Long> take(String key) {
        Bucket bucket = buckets.get(key, unknown -> Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                .build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1);
    }
}
