package dev.lastgood.reconcile.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.decide.workload.Rollout;
import java.time.Duration;
import java.time.Instant;

/**
 * Workloads that had no pods by intent, scaled to zero or not there, and come up: that they do not answer yet says nothing of the
 * revision that they run.
 */
public final class StartingUp {

    /** No rollout is waited for longer. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    /** By workload, when it was seen without pods last. */
    private final Cache<String, Instant> without =
            Caffeine.newBuilder().expireAfterWrite(FORGOTTEN).build();

    /**
     * Whether the workload has too few pods though it had enough, or has had its rollout's time to come up.
     *
     * @param workload names it among all
     * @param rollout null: it is missing
     */
    public boolean isDown(String workload, Rollout rollout, Instant now) {
        if (rollout == null || rollout.replicas().desired() == 0) {
            without.put(workload, now);
            return false;
        }
        if (rollout.replicas().minimumAvailable()) {
            without.invalidate(workload);
            return false;
        }
        Instant last = without.getIfPresent(workload);
        return last == null || now.isAfter(last.plus(rollout.patience()));
    }
}
