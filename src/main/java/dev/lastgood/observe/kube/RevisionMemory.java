package dev.lastgood.observe.kube;

import dev.lastgood.api.Lastgood;
import dev.lastgood.api.RevisionState;
import dev.lastgood.decide.KeptOut;
import dev.lastgood.decide.Revision;
import dev.lastgood.decide.SampleCounts;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads what is recorded of a revision in the labels and annotations of its ControllerRevision. */
final class RevisionMemory {

    /** Returns what is known; empty for an object that has our label and is not ours. */
    static Optional<Revision> of(ControllerRevision object) {
        Map<String, String> memory = object.getMetadata().getAnnotations();
        if (memory == null || !memory.containsKey(Lastgood.HASH) || !memory.containsKey(Lastgood.STATE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Revision(
                    object.getMetadata().getName(),
                    object.getRevision(),
                    memory.get(Lastgood.HASH),
                    memory.get(Lastgood.TEMPLATE_HASH),
                    memory.get(Lastgood.CONFIG_HASH),
                    Long.parseLong(memory.getOrDefault(Lastgood.GENERATION, "0")),
                    memory.get(Lastgood.REVISION_VERSION),
                    RevisionState.valueOf(memory.get(Lastgood.STATE)),
                    instant(memory.get(Lastgood.SINCE)),
                    memory.get(Lastgood.REASON),
                    memory.get(Lastgood.INCIDENT),
                    memory.containsKey(Lastgood.STATE_BEFORE)
                            ? RevisionState.valueOf(memory.get(Lastgood.STATE_BEFORE))
                            : null,
                    instant(memory.get(Lastgood.SERVED_SINCE)),
                    instant(memory.get(Lastgood.AVAILABLE_SINCE)),
                    SampleCounts.parse(memory.get(Lastgood.SAMPLES)),
                    memory.get(Lastgood.BROKEN_ROLLOUT),
                    "true".equals(memory.get(Lastgood.GOOD_TAKEN)),
                    "true".equals(memory.get(Lastgood.RELEASE_TAKEN)),
                    "true".equals(memory.get(Lastgood.FLOOR)),
                    Long.parseLong(memory.getOrDefault(Lastgood.BYTES, "0"))));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty(); // someone wrote into our annotations: the same as if it did not exist
        }
    }

    /** Returns what an object keeps out; empty for one that keeps nothing out. */
    static Optional<KeptOut> keptOut(ControllerRevision object) {
        if (!isCompanion(object)) {
            return Optional.empty();
        }
        Map<String, String> memory = object.getMetadata().getAnnotations();
        Map<String, String> labels = object.getMetadata().getLabels();
        try {
            return Optional.of(new KeptOut(
                    object.getMetadata().getName(),
                    memory.get(Lastgood.KEEPS_OUT),
                    memory.get(Lastgood.INCIDENT),
                    Instant.parse(memory.getOrDefault(
                            Lastgood.SINCE, object.getMetadata().getCreationTimestamp())),
                    "true".equals(labels.get(Lastgood.QUARANTINED_TEMPLATE)),
                    "true".equals(labels.get(Lastgood.QUARANTINED_CONFIGURATION))));
        } catch (java.time.DateTimeException e) {
            return Optional.empty(); // as above
        }
    }

    /** Whether the object keeps a revision out, and is not a revision itself. */
    static boolean isCompanion(ControllerRevision object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Lastgood.KEEPS_OUT);
    }

    private static Instant instant(String text) {
        return text == null ? null : Instant.parse(text);
    }

    private RevisionMemory() {}
}
