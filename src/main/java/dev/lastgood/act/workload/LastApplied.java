package dev.lastgood.act.workload;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The annotation in which {@code kubectl apply} keeps what it applied last: the next apply removes what is in it and no longer
 * in the manifest. A rollback replaces in it only what the rollback restores. All else stays as the newest apply wrote it: an
 * old {@code replicas}, for example, would have the next apply scale a workload that an autoscaler scales by then.
 */
final class LastApplied {

    private static final JsonPointer TEMPLATE = JsonPointer.compile("/spec/template");
    private static final List<JsonPointer> CONTENT =
            List.of(JsonPointer.compile("/data"), JsonPointer.compile("/binaryData"));

    /**
     * Returns the annotation of a workload whose template is restored; empty if it stays as it is.
     *
     * @param live the annotation now, null if there is none: none is written then
     * @param good the annotation when the restored revision was recorded, null if there was none
     */
    static Optional<String> withTemplate(String live, String good) {
        JsonNode then = Json.parseOrNull(good);
        return then == null || !then.at(TEMPLATE).isObject() ? Optional.empty() : with(live, then, List.of(TEMPLATE));
    }

    /** The same for a ConfigMap whose content is restored. */
    static Optional<String> withContent(String live, JsonNode good) {
        return good == null ? Optional.empty() : with(live, good, CONTENT);
    }

    /** Returns the annotation's text, as kubectl writes it. */
    static String text(JsonNode lastApplied) {
        return new String(Json.bytes(lastApplied), StandardCharsets.UTF_8) + "\n";
    }

    private static Optional<String> with(String live, JsonNode good, List<JsonPointer> restored) {
        JsonNode now = Json.parseOrNull(live);
        if (now == null || !now.isObject()) {
            return Optional.empty();
        }
        JsonNode then = now.deepCopy();
        for (JsonPointer pointer : restored) {
            String field = pointer.last().getMatchingProperty();
            if (!(then.at(pointer.head()) instanceof ObjectNode parent)) {
                continue;
            }
            if (good.at(pointer).isMissingNode()) {
                parent.remove(field);
            } else {
                parent.set(field, good.at(pointer));
            }
        }
        return then.equals(now) ? Optional.empty() : Optional.of(text(then));
    }

    private LastApplied() {}
}
