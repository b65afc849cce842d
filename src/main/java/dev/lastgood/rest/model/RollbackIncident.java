package dev.lastgood.rest.model;

import dev.lastgood.api.Names;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.ModelRef;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.rest.http.PlainText;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The incident that a rollback request opens. Its name is made of what it is about, so that two replicas that are asked at
 * once make one incident.
 */
final class RollbackIncident {

    private static final int MODEL_IN_NAME = 40;
    private static final int HASH_IN_NAME = 16;
    private static final int USER_LIMIT = 256;

    /** The name for an Idempotency-Key: one for each model and key, for ever. */
    static String nameForKey(ModelDeployment model, String key) {
        return name(model, "key", key);
    }

    /**
     * The name without a key: the next rollback to this target, after the newest one that ended and of what serves now.
     *
     * @param ended the newest incident of this kind that is over
     * @param serving the revision that serves
     */
    static String nameOfNext(
            ModelDeployment model,
            String targetVersion,
            Optional<AIIncident> ended,
            Optional<Revision> serving,
            int n) {
        return name(
                model,
                "next",
                String.valueOf(targetVersion),
                ended.map(i -> i.getMetadata().getUid()).orElse(""),
                serving.map(r -> r.name() + "@" + r.servedSince()).orElse(""),
                Integer.toString(n));
    }

    /** Returns the incident to create. Its mode is left to what a person's incident has: Auto. */
    static AIIncident of(ModelDeployment model, String name, RollbackRequest request, String user) {
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.modelRef = new ModelRef();
        spec.modelRef.name = model.getMetadata().getName();
        spec.trigger = Trigger.Manual;
        spec.source = Source.Person;
        spec.requestedBy = PlainText.of(user, USER_LIMIT - 1);
        spec.triggeredBy = request.triggeredBy();
        spec.gitRef = request.gitRef();
        spec.summary = request.reason();
        spec.customerImpact = request.customerImpact();
        spec.traceId = request.traceId();
        if (request.severity() != null) {
            spec.severity = request.severity();
        }
        if (request.targetVersion() != null) {
            spec.response = new IncidentResponse();
            spec.response.rollback = new RollbackTarget();
            spec.response.rollback.toVersion = request.targetVersion();
        }
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder()
                .withNamespace(model.getMetadata().getNamespace())
                .withName(name)
                .withAnnotations(Map.of(Names.REQUEST, Digest.of(request.toString())))
                .build());
        incident.setSpec(spec);
        return incident;
    }

    /** Whether a request like this one opened the incident. */
    static boolean isFor(AIIncident incident, RollbackRequest request) {
        return Objects.equals(Annotation.of(incident, Names.REQUEST), Digest.of(request.toString()));
    }

    /** Whether REST opened it, to restore this version of this model; null: the last good one. */
    static boolean isOf(AIIncident incident, String targetVersion) {
        AIIncidentSpec spec = incident.getSpec();
        return Annotation.of(incident, Names.REQUEST) != null
                && spec != null
                && Objects.equals(target(spec), targetVersion);
    }

    static boolean isOver(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && incident.getStatus().phase.isOver();
    }

    private static String target(AIIncidentSpec spec) {
        return spec.response == null || spec.response.rollback == null ? null : spec.response.rollback.toVersion;
    }

    private static String name(ModelDeployment model, String... parts) {
        // A length before each part: no two lists of parts are one text.
        StringBuilder text = new StringBuilder(model.getMetadata().getUid());
        for (String part : parts) {
            text.append('/').append(part.length()).append(':').append(part);
        }
        return Names.cut(model.getMetadata().getName(), MODEL_IN_NAME) + "-rollback-"
                + Digest.of(text.toString()).substring(0, HASH_IN_NAME);
    }

    private RollbackIncident() {}
}
