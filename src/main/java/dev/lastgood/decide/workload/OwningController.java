package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The object that controls another one, as its ownerReference with {@code controller: true} names it. Lastgood has no rights
 * on owners and does not read them, so this is the first owner, which may have an owner itself.
 */
public record OwningController(String apiVersion, String kind, String name) {

    /** What a person changes to get an earlier version, by API group and kind of the owner; the kinds' own field names. */
    private static final Map<String, String> FIELDS = Map.of(
            "serving.kserve.io/InferenceService", "spec.predictor",
            "serving.kserve.io/LLMInferenceService", "spec.model and spec.template",
            "leaderworkerset.x-k8s.io/LeaderWorkerSet", "spec.leaderWorkerTemplate",
            "machinelearning.seldon.io/SeldonDeployment", "spec.predictors");

    /** Owners for which one field is not the answer. */
    private static final Map<String, String> REMEDIES = Map.of(
            "flagger.app/Canary",
            "Flagger analyzes this workload and rolls it back. Change the pod template of the Canary's target "
                    + "(spec.targetRef of the Canary), or name that target in spec.gateway.workloadRef",
            "serving.knative.dev/Revision",
            "a Knative Revision never changes: send the traffic to an earlier Revision in spec.traffic of its Knative "
                    + "Service");

    /** Returns the controller of an object; empty if no ownerReference has {@code controller: true}. */
    public static Optional<OwningController> of(HasMetadata object) {
        List<OwnerReference> references = object.getMetadata().getOwnerReferences();
        return references == null
                ? Optional.empty()
                : references.stream()
                        .filter(r -> Boolean.TRUE.equals(r.getController()))
                        .map(r -> new OwningController(r.getApiVersion(), r.getKind(), r.getName()))
                        .findFirst();
    }

    /** Kind, name and API version, as in {@code InferenceService fraud (serving.kserve.io/v1beta1)}. */
    public String words() {
        return kind + " " + name + " (" + apiVersion + ")";
    }

    /** What a person does to get an earlier version of what this object owns. */
    public String remedy() {
        String type = group() + "/" + kind;
        String field = FIELDS.get(type);
        return REMEDIES.getOrDefault(
                type, "change " + (field == null ? "" : field + " of ") + "the " + kind + " " + name + " instead");
    }

    /** The API group, empty for the core. */
    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
