package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The content of a large ConfigMap: a ControllerRevision of its own, to which all revisions with this content refer. */
public final class SharedContent {

    /** How long content stays that no revision refers to: a revision that is being recorded may be about to. */
    public static final Duration KEPT = Duration.ofHours(1);

    /** In the data of a revision: by name, ConfigMaps whose content is in an object of its own. */
    public static final String REFERENCES = "storedApart";

    /** In a reference: the digest of the content. Its other members are those of the ConfigMap beside the content. */
    public static final String DIGEST = "content";

    private static final String PREFIX = "lastgood-content-";

    /**
     * Returns the name of the object: the same content has the same name, whichever ConfigMap and workload it belongs to.
     *
     * @param digest see {@link ConfigContent}
     */
    public static String name(String digest) {
        return PREFIX + digest;
    }

    /** Returns whether the data of an object are what its name promises: someone may have deleted it and created another one. */
    public static boolean isIntact(String digest, JsonNode data) {
        return digest.equals(ConfigContent.digest(data));
    }

    /**
     * Returns the names of the objects that revisions of a namespace may refer to: too many rather than too few. Empty if that
     * is not known, because someone has written into their annotations.
     */
    public static Optional<Set<String>> referred(Collection<? extends HasMetadata> revisions) {
        Set<String> names = new HashSet<>();
        for (HasMetadata revision : revisions) {
            String written = Annotation.of(revision, Names.CONFIGURATION);
            Configuration configuration = Configuration.parse(written);
            if (written != null && configuration == null) {
                return Optional.empty();
            }
            if (configuration != null) {
                configuration.digests().values().forEach(digest -> names.add(name(digest)));
            }
            try {
                Footprint.parse(0, Annotation.of(revision, Names.STORED_APART))
                        .apart()
                        .keySet()
                        .forEach(digest -> names.add(name(digest)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    private SharedContent() {}
}
