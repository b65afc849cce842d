package dev.lastgood.decide.revision;

/**
 * What a revision consists of: its template and its configuration as they are compared today, its version, and its size.
 *
 * @param hash SHA-256 of template and configuration when the revision was first seen: a name, and never proof of equality
 * @param templateHash SHA-256 of the template without noise
 * @param projection {@link dev.lastgood.decide.workload.Noise#key} of the noise that the templateHash was made without; null
 *     in what an older Lastgood recorded
 * @param configuration what is known of the configuration; null in what an older Lastgood recorded
 * @param version the version that the workload declares with it
 * @param bytes size of the snapshot's body
 */
public record Content(
        String hash, String templateHash, String projection, Configuration configuration, String version, long bytes) {

    /** Whether two contents that were made without the same noise are the same. */
    public boolean isSame(Content other) {
        return templateHash.equals(other.templateHash) && configuration.isSame(other.configuration);
    }

    /** The same with another template hash. */
    public Content withTemplate(String newHash, String newProjection) {
        return new Content(hash, newHash, newProjection, configuration, version, bytes);
    }

    /** The same with other knowledge of the configuration. */
    public Content with(Configuration known) {
        return new Content(hash, templateHash, projection, known, version, bytes);
    }
}
