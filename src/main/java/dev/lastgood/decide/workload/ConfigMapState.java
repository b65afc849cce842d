package dev.lastgood.decide.workload;

import java.time.Instant;

/**
 * What is known of a ConfigMap without its content.
 *
 * @param digest see {@link ConfigContent}
 * @param bytes roughly what the content takes in a snapshot
 * @param writtenAt when it got its present content, null if it does not exist
 * @param ignored someone excluded it from revisions, by annotation
 * @param writer the controller that keeps it up to date, see {@link ConfigMapWriter}; null if none does
 */
public record ConfigMapState(String digest, long bytes, Instant writtenAt, boolean ignored, String writer) {

    /** The state of a ConfigMap that does not exist. */
    public static ConfigMapState missing(String name) {
        return new ConfigMapState(ConfigContent.NONE, 0, null, false, ConfigMapWriter.byName(name));
    }
}
