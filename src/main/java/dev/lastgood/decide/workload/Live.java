package dev.lastgood.decide.workload;

import java.time.Instant;

/**
 * What is declared in the cluster now: the projection of the workload's template and of its configuration.
 *
 * @param configWrittenAt when the newest of the ConfigMaps got its present content, null where there is none
 * @param image of the first container
 * @param bytes what a snapshot of it would take
 */
public record Live(
        String hash,
        String templateHash,
        String configHash,
        String version,
        String image,
        Instant configWrittenAt,
        long bytes) {}
