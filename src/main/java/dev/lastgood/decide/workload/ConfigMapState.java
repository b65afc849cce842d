package dev.lastgood.decide.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a ConfigMap without its content.
 *
 * @param digest see {@link ConfigContent}
 * @param bytes what the content takes where a revision is stored
 * @param writtenAt when it got its present content, or was deleted; null if it does not exist and no one saw it go
 * @param ignored someone excluded it from revisions, by annotation
 * @param writer the controller that keeps it up to date, see {@link ConfigMapWriter}; null if none does
 * @param changes when its content was last changed, oldest first, at most {@link #CHANGES_KEPT} and only as far as the operator
 *     saw it
 */
public record ConfigMapState(
        String digest, long bytes, Instant writtenAt, boolean ignored, String writer, List<Instant> changes) {

    /** So many changes within an hour make a ConfigMap busy. */
    public static final int CHANGES_KEPT = 4;

    private static final Duration RECENT = Duration.ofHours(1);

    /** Whether its content changes so often that a revision may never live long enough to earn Good. */
    public boolean isBusy(Instant now) {
        return changes.size() >= CHANGES_KEPT && changes.get(0).isAfter(now.minus(RECENT));
    }

    /**
     * The state of a ConfigMap that does not exist.
     *
     * @param deletedAt null if it never existed, or was deleted while no one watched
     */
    public static ConfigMapState missing(String name, Instant deletedAt) {
        return new ConfigMapState(ConfigContent.NONE, 0, deletedAt, false, ConfigMapWriter.byName(name), List.of());
    }
}
