package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The object that controls another one, as its ownerReference with {@code controller: true} names it. It may have an owner
 * itself, see {@link OwnerChain}.
 */
public record OwningController(String apiVersion, String kind, String name) {

    /** What a person changes to get an earlier version, by API group and kind of the owner; the kinds' own field names. */
    private static final Map<String, String> FIELDS = Map.of(
            "serving.kserve.io/InferenceService", "spec.predictor",
            "serving.kserve.io/LLMInferenceService", "spec.model and spec.template",
            "leaderworkerset.x-k8s.io/LeaderWorkerSet", "spec.leaderWorkerTemplate",
            "machinelearning.seldon.io/SeldonDeployment", "spec.predictors");

    private static final String CANARY = "flagger.app/Canary";

    private static final String KNATIVE_TRAFFIC =
            "a Knative Revision never changes: send the traffic to an earlier Revision in spec.traffic of its Knative "
                    + "Service";

    /** Owners for which one field is not the answer. */
    private static final Map<String, String> REMEDIES = Map.of(
            CANARY,
            "Flagger analyzes this workload and rolls it back. Change the pod template of the Canary's target "
                    + "(spec.targetRef of the Canary), or name that target in spec.gateway.workloadRef",
            "serving.knative.dev/Revision",
            KNATIVE_TRAFFIC,
            "serving.knative.dev/Configuration",
            KNATIVE_TRAFFIC,
            "serving.knative.dev/Service",
            KNATIVE_TRAFFIC);

    /** Returns the controller of an object; empty if no ownerReference has {@code controller: true}. */
    public static Optional<OwningController> of(HasMetadata object) {
        return reference(object).map(OwningController::of);
    }

    /** Returns the object that a reference names. */
    public static OwningController of(OwnerReference reference) {
        return new OwningController(reference.getApiVersion(), reference.getKind(), reference.getName());
    }

    /** Returns the reference of an object to its controller; empty if no ownerReference has {@code controller: true}. */
    public static Optional<OwnerReference> reference(HasMetadata object) {
        List<OwnerReference> references = object.getMetadata().getOwnerReferences();
        return references == null
                ? Optional.empty()
                : references.stream()
                        .filter(r -> Boolean.TRUE.equals(r.getController()))
                        .findFirst();
    }

    /** Kind, name and API version, as in {@code InferenceService fraud (serving.kserve.io/v1beta1)}. */
    public String words() {
        return kind + " " + name + " (" + apiVersion + ")";
    }

    /** Whether it is known what people change in objects of this kind. */
    boolean isKnown() {
        return FIELDS.containsKey(type()) || REMEDIES.containsKey(type());
    }

    /** Whether the template that it writes is a copy of another workload's, whoever owns it. */
    boolean isCopying() {
        return type().equals(CANARY);
    }

    private String type() {
        return group() + "/" + kind;
    }

    /** What a person does to get an earlier version of what this object owns. */
    public String remedy() {
        String type = type();
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
