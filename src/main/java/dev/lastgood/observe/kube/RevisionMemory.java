package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.probe.SampleCounts;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Sighting;
import dev.lastgood.decide.revision.Standing;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** From a ControllerRevision's labels and annotations to what is known of the revision. */
final class RevisionMemory {

    /** Returns what is known; empty for an object that has our label and is not ours. */
    static Optional<Revision> of(ControllerRevision object) {
        Map<String, String> memory = object.getMetadata().getAnnotations();
        if (memory == null || !memory.containsKey(Names.HASH) || !memory.containsKey(Names.STATE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Revision(
                    object.getMetadata().getName(),
                    object.getRevision(),
                    content(memory),
                    new Sighting(
                            Long.parseLong(memory.getOrDefault(Names.GENERATION, "0")),
                            memory.getOrDefault(Names.ROLLOUT, "")),
                    standing(memory),
                    service(memory),
                    declarations(memory),
                    ImageBytes.parse(memory.get(Names.IMAGES)),
                    ChecksumHistory.parse(memory.get(Names.CHECKSUMS))));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty(); // someone wrote into our annotations: the same as if it did not exist
        }
    }

    private static Content content(Map<String, String> memory) {
        return new Content(
                memory.get(Names.HASH),
                memory.get(Names.TEMPLATE_HASH),
                memory.get(Names.PROJECTION),
                Configuration.parse(memory.get(Names.CONFIGURATION)),
                memory.get(Names.REVISION_VERSION),
                Footprint.parse(Long.parseLong(memory.getOrDefault(Names.BYTES, "0")), memory.get(Names.STORED_APART)));
    }

    private static Standing standing(Map<String, String> memory) {
        return new Standing(
                RevisionState.valueOf(memory.get(Names.STATE)),
                instant(memory.get(Names.SINCE)),
                memory.get(Names.REASON),
                memory.get(Names.INCIDENT),
                memory.containsKey(Names.STATE_BEFORE) ? RevisionState.valueOf(memory.get(Names.STATE_BEFORE)) : null);
    }

    private static ServicePeriod service(Map<String, String> memory) {
        return new ServicePeriod(
                instant(memory.get(Names.SERVED_SINCE)),
                instant(memory.get(Names.AVAILABLE_SINCE)),
                SampleCounts.parse(memory.get(Names.SAMPLES)),
                memory.get(Names.BROKEN_ROLLOUT));
    }

    private static Declarations declarations(Map<String, String> memory) {
        return new Declarations(
                "true".equals(memory.get(Names.GOOD_TAKEN)),
                "true".equals(memory.get(Names.RELEASE_TAKEN)),
                "true".equals(memory.get(Names.FLOOR)));
    }

    /** Whether the object is what kept a revision out in earlier versions of Lastgood, and not a revision. */
    static boolean isCompanion(ControllerRevision object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Names.KEEPS_OUT);
    }

    private static Instant instant(String text) {
        return text == null ? null : Instant.parse(text);
    }

    private RevisionMemory() {}
}
