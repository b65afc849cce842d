package dev.lastgood.decide.revision;

/**
 * What a revision consists of: the digests that tell it from others, its version, and its size.
 *
 * @param hash SHA-256 of the canonical projection, template and configuration
 * @param templateHash SHA-256 of the template's projection alone
 * @param configHash SHA-256 of the configuration alone
 * @param version the version that the workload declares with it
 * @param bytes size of the snapshot's body
 */
public record Content(String hash, String templateHash, String configHash, String version, long bytes) {}
