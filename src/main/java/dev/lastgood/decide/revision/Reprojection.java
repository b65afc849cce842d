package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** Says of a recorded revision what it is by what counts today: the noise may have been other when it was recorded. */
public final class Reprojection {

    /** Whether what was recorded can be compared as it is. */
    public static boolean isCurrent(Content recorded, String noiseKey) {
        return noiseKey.equals(recorded.projection()) && recorded.configuration() != null;
    }

    /** Returns the content of a revision with this body. */
    public static Content of(Content recorded, JsonNode body, Noise noise) {
        Configuration stored = Configuration.of(body);
        return recorded.withTemplate(Projection.templateHash(template(body), noise), noise.key())
                .with(
                        recorded.configuration() == null
                                ? stored
                                : recorded.configuration().and(stored));
    }

    /** Returns the content of a revision whose body is gone: what was recorded is all that is known. */
    public static Content withoutBody(Content recorded, String noiseKey) {
        return recorded.withTemplate(recorded.templateHash(), noiseKey)
                .with(recorded.configuration() == null ? Configuration.UNKNOWN : recorded.configuration());
    }

    /** The template of a body as the client's class reads it, which is how what is live is read. */
    public static JsonNode template(JsonNode body) {
        return Json.tree(Json.as(body.path("template"), PodTemplateSpec.class));
    }

    private Reprojection() {}
}
