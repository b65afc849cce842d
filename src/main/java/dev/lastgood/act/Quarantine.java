package dev.lastgood.act;

import static dev.lastgood.act.JsonPatch.pointer;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.api.Lastgood;
import dev.lastgood.api.RevisionState;
import dev.lastgood.decide.Blame;
import dev.lastgood.decide.Reason;
import dev.lastgood.decide.Revision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Map;

/**
 * Keeps a failed revision out of the cluster, and lets it in again: one patch of its ControllerRevision, whose label makes
 * it a parameter of the admission policy. Everything that says so stands in labels and annotations, for the data of a
 * ControllerRevision cannot be changed.
 */
public final class Quarantine {

    private static final String LABEL = pointer("metadata", "labels", Lastgood.QUARANTINED);

    private final ApiPatcher patcher;

    /** Writes with this client. */
    public Quarantine(KubernetesClient client) {
        this(new ApiPatcher(client));
    }

    Quarantine(ApiPatcher patcher) {
        this.patcher = patcher;
    }

    /**
     * Marks the revision Quarantined and, if there is something to blame, labels it for the admission policy. The patch
     * holds only while state and incident of the revision are as {@code suspect} says: of two incidents that race, the
     * second gets Changed. So does a repetition that the client made by itself because an answer was lost.
     *
     * @param suspect as it was seen
     * @param blame where it differs from the last good; an empty one, or one too long for annotations, keeps nothing out
     * @param incidentName what the revision is blamed by
     * @param reason why, for state and for whoever is refused
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public QuarantineOutcome impose(
            String namespace, Revision suspect, Blame blame, String incidentName, String reason, Instant now) {
        boolean keptOut = !blame.isEmpty() && blame.fits();
        JsonPatch patch = asSeen(suspect);
        put(patch, Lastgood.STATE, RevisionState.Quarantined.name());
        put(patch, Lastgood.STATE_BEFORE, stateBefore(suspect).name());
        put(patch, Lastgood.SINCE, now.toString());
        put(patch, Lastgood.REASON, reason);
        put(patch, Lastgood.INCIDENT, incidentName);
        put(patch, Lastgood.AVAILABLE_SINCE, null);
        label(patch, keptOut);
        blame(patch, keptOut ? blame.annotations() : Map.of());
        return send(namespace, suspect.name(), patch, keptOut, imposed(suspect, blame));
    }

    /**
     * Takes label and blame away, and gives the revision the state that it has from now on, in the same patch.
     *
     * @param quarantined as it was seen; where its state or its incident is another by now, the outcome is Changed
     * @param after what it is from now on
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public QuarantineOutcome lift(String namespace, Revision quarantined, Revision after) {
        JsonPatch patch = asSeen(quarantined);
        put(patch, Lastgood.STATE, after.state().name());
        put(patch, Lastgood.STATE_BEFORE, name(after.stateBefore()));
        put(patch, Lastgood.SINCE, after.since() == null ? null : after.since().toString());
        put(patch, Lastgood.REASON, after.reason());
        put(patch, Lastgood.INCIDENT, after.incident());
        put(
                patch,
                Lastgood.AVAILABLE_SINCE,
                after.availableSince() == null ? null : after.availableSince().toString());
        put(patch, Lastgood.GOOD_TAKEN, after.goodTaken() ? "true" : null);
        put(patch, Lastgood.RELEASE_TAKEN, after.releaseTaken() ? "true" : null);
        label(patch, false);
        blame(patch, Map.of());
        return send(
                namespace,
                quarantined.name(),
                patch,
                false,
                "revision " + quarantined.name() + " is no longer quarantined");
    }

    private QuarantineOutcome send(String namespace, String name, JsonPatch patch, boolean keptOut, String message) {
        try {
            patcher.patchMetadata(ControllerRevision.class, namespace, name, patch);
            return QuarantineOutcome.done(keptOut, message);
        } catch (KubernetesClientException refused) {
            if (ApiPatcher.wasOutdated(refused)) {
                return QuarantineOutcome.changed("revision " + name + " changed meanwhile: " + refused.getMessage());
            }
            return switch (refused.getCode()) {
                case 400, 403, 404, 413, 422 ->
                    QuarantineOutcome.refused(
                            refused.getCode() == 403 ? Reason.RefusedByAdmission : Reason.ApiServerRefused,
                            "revision " + name + " could not be marked: " + refused.getMessage());
                default -> throw refused;
            };
        }
    }

    private static String imposed(Revision suspect, Blame blame) {
        String marked = "revision " + suspect.name() + " is quarantined";
        if (blame.isEmpty()) {
            return marked + ", but nothing keeps it out: it differs from the last good in nothing that can be named";
        }
        return blame.fits()
                ? marked + " and kept out"
                : marked + ", but nothing keeps it out: it differs from the last good in more names than annotations"
                        + " can hold";
    }

    private static RevisionState stateBefore(Revision suspect) {
        return suspect.isSuspected() && suspect.stateBefore() != null ? suspect.stateBefore() : suspect.state();
    }

    private static JsonPatch asSeen(Revision revision) {
        JsonPatch patch = new JsonPatch()
                .test(
                        annotation(Lastgood.STATE),
                        TextNode.valueOf(revision.state().name()));
        // That there is none cannot be tested: then the state alone guards.
        return revision.incident() == null
                ? patch
                : patch.test(annotation(Lastgood.INCIDENT), TextNode.valueOf(revision.incident()));
    }

    private static void blame(JsonPatch patch, Map<String, String> annotations) {
        // What an earlier incident blamed must not stay beside it.
        Blame.annotationKeys().forEach(key -> put(patch, key, annotations.get(key)));
    }

    private static void label(JsonPatch patch, boolean keptOut) {
        patch.add(LABEL, TextNode.valueOf("true"));
        if (!keptOut) {
            patch.remove(LABEL);
        }
    }

    /** Sets an annotation, or takes it away: to remove what may not be there, it is added first. */
    private static void put(JsonPatch patch, String key, String value) {
        patch.add(annotation(key), TextNode.valueOf(value == null ? "" : value));
        if (value == null) {
            patch.remove(annotation(key));
        }
    }

    private static String annotation(String key) {
        return pointer("metadata", "annotations", key);
    }

    private static String name(RevisionState state) {
        return state == null ? null : state.name();
    }
}
