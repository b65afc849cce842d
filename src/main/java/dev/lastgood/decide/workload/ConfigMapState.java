package dev.lastgood.decide.workload;

import java.time.Instant;

/**
 * What is known of a ConfigMap without its content.
 *
 * @param digest see {@link ConfigContent}
 * @param bytes roughly what the content takes in a snapshot
 * @param writtenAt when it got its present content, null if it does not exist
 * @param ignored someone excluded it from revisions, by annotation
 */
public record ConfigMapState(String digest, long bytes, Instant writtenAt, boolean ignored) {

    /** The state of a ConfigMap that does not exist. */
    public static final ConfigMapState MISSING = new ConfigMapState(ConfigContent.NONE, 0, null, false);
}
