package dev.lastgood.decide.revision;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a revision consists of: its template and its configuration as they are compared today, its version, and its size.
 *
 * @param hash SHA-256 of template and configuration when the revision was first seen: a name, and never proof of equality
 * @param templateHash SHA-256 of the template without noise
 * @param projection {@link dev.lastgood.decide.workload.Noise#key} of the noise that the templateHash was made without; null
 *     in what an older Lastgood recorded
 * @param configuration what is known of the configuration; null in what an older Lastgood recorded
 * @param version the version that the workload declares with it
 * @param footprint how it is stored
 */
public record Content(
        String hash,
        String templateHash,
        String projection,
        Configuration configuration,
        String version,
        Footprint footprint) {

    /** Whether two contents that were made without the same noise are the same. */
    public boolean isSame(Content other) {
        return templateHash.equals(other.templateHash) && configuration.isSame(other.configuration);
    }

    /** The same with another template hash. */
    public Content withTemplate(String newHash, String newProjection) {
        return newHash.equals(templateHash) && Objects.equals(newProjection, projection)
                ? this
                : new Content(hash, newHash, newProjection, configuration, version, footprint);
    }

    /** The same with other knowledge of the configuration. */
    public Content with(Configuration known) {
        return new Content(hash, templateHash, projection, known, version, footprint);
    }

    /** No ConfigMap is known to {@code live} alone. */
    boolean knowsAllOf(Content live) {
        return configuration.names().containsAll(live.configuration.names());
    }

    /** The same with the ConfigMaps that only {@code live} knows, stored as they would be there. */
    Content completedBy(Content live) {
        if (knowsAllOf(live)) {
            return this;
        }
        Map<String, Long> apart = new TreeMap<>(footprint.apart());
        live.configuration.digests().forEach((name, digest) -> {
            Long bytes = live.footprint.apart().get(digest);
            if (bytes != null && !configuration.names().contains(name)) {
                apart.put(digest, bytes);
            }
        });
        return new Content(
                hash,
                templateHash,
                projection,
                configuration.and(live.configuration),
                version,
                new Footprint(footprint.own(), apart));
    }

    /** What is too large to be stored, in words; empty if it can be stored. */
    public Optional<String> tooLarge() {
        if (footprint.own() > Footprint.MAX_OWN) {
            return Optional.of("the pod template takes " + kib(footprint.own()) + ", and at most "
                    + kib(Footprint.MAX_OWN) + " can be stored");
        }
        return configuration.digests().entrySet().stream()
                .filter(each -> footprint.apart().getOrDefault(each.getValue(), 0L) > Footprint.MAX_APART)
                .map(each -> "ConfigMap " + each.getKey() + " takes "
                        + kib(footprint.apart().get(each.getValue())) + " as it would be stored, and at most "
                        + kib(Footprint.MAX_APART) + " of one ConfigMap can be stored")
                .findFirst();
    }

    private static String kib(long bytes) {
        return (bytes + 1023) / 1024 + " KiB";
    }
}
