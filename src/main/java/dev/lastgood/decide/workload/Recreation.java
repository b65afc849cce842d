package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A ConfigMap that the failed release deleted and a rollback created again: what its metadata says, and whether someone has
 * taken it over since. It keeps the metadata by which Helm recognizes its own objects, and tells Argo CD and Flux not to
 * prune it: without the ConfigMap the restored pods do not start. Argo CD's tracking is left out, so that an application
 * that no longer contains the ConfigMap is not OutOfSync because of it.
 */
public final class Recreation {

    private static final String ARGO_TRACKING = "argocd.argoproj.io/tracking-id";
    private static final String ARGO_OPTIONS = "argocd.argoproj.io/sync-options";
    private static final String ARGO_MANAGER = "argocd";
    private static final String PRUNE = "Prune=";
    private static final String DO_NOT_PRUNE = "Prune=false";
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String HELM_RELEASE = "meta.helm.sh/release-name";
    private static final String FLUX_OWNER = "kustomize.toolkit.fluxcd.io/name";
    private static final String FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";

    /** The annotations that a rollback, and not an applier, writes on a ConfigMap that it creates. */
    public static final Set<String> MARKS =
            Set.of(Names.RECREATED_FOR, Names.RECREATED_CONTENT, ARGO_OPTIONS, FLUX_PRUNE);

    /** Times in managedFields are in whole seconds. */
    private static final int TOLERANCE_SECONDS = 1;

    /**
     * Returns the metadata of the new object: labels and annotations.
     *
     * @param good labels, annotations and managedFields of the ConfigMap in the good revision
     * @param workload kind and name of the workload that needs it, {@code Deployment.model-gateway}
     * @param digest see {@link ConfigContent}
     */
    public static ObjectNode metadata(JsonNode good, String workload, String digest) {
        ObjectNode labels = copy(good.path("labels"));
        ObjectNode annotations = copy(good.path("annotations"));
        if (isArgoTracking(good)) {
            labels.remove(INSTANCE);
        }
        annotations.remove(ARGO_TRACKING);
        annotations.put(ARGO_OPTIONS, doNotPrune(annotations.path(ARGO_OPTIONS).asText("")));
        if (labels.has(FLUX_OWNER)) {
            annotations.put(FLUX_PRUNE, "disabled");
        }
        annotations.put(Names.RECREATED_FOR, workload);
        annotations.put(Names.RECREATED_CONTENT, digest);
        ObjectNode metadata = Json.object();
        metadata.set("labels", labels);
        metadata.set("annotations", annotations);
        return metadata;
    }

    /** Returns the workload for which a rollback created the ConfigMap; empty if no rollback did, or it was taken over. */
    public static Optional<String> workload(ConfigMap configMap) {
        return Optional.ofNullable(Annotation.of(configMap, Names.RECREATED_FOR));
    }

    /** Returns whether the content is another one, or someone else has written the ConfigMap since. */
    public static boolean isTakenOver(ConfigMap configMap) {
        if (!ConfigContent.digest(configMap).equals(Annotation.of(configMap, Names.RECREATED_CONTENT))) {
            return true;
        }
        Instant created = Instant.parse(configMap.getMetadata().getCreationTimestamp());
        return configMap.getMetadata().getManagedFields().stream()
                .filter(entry -> !Names.FIELD_MANAGER.equals(entry.getManager()) && entry.getTime() != null)
                .anyMatch(entry -> Instant.parse(entry.getTime()).isAfter(created.plusSeconds(TOLERANCE_SECONDS)));
    }

    /** Returns what is left of a mark once the ConfigMap is someone else's; empty if the annotation is to be removed. */
    public static Optional<String> withoutMark(String annotation, String value) {
        if (!annotation.equals(ARGO_OPTIONS)) {
            return Optional.empty();
        }
        List<String> options = options(value);
        options.remove(DO_NOT_PRUNE);
        return Optional.of(String.join(",", options)).filter(left -> !left.isEmpty());
    }

    private static String doNotPrune(String value) {
        List<String> options = options(value);
        options.removeIf(option -> option.startsWith(PRUNE));
        options.add(DO_NOT_PRUNE);
        return String.join(",", options);
    }

    private static List<String> options(String value) {
        List<String> options = new ArrayList<>();
        Arrays.stream(value.split(","))
                .map(String::trim)
                .filter(o -> !o.isEmpty())
                .forEach(options::add);
        return options;
    }

    /** The label is the tracking if Argo CD wrote it; a chart of Helm writes the same label. */
    private static boolean isArgoTracking(JsonNode good) {
        JsonNode annotations = good.path("annotations");
        String instance = good.path("labels").path(INSTANCE).asText("");
        if (annotations.has(ARGO_TRACKING)) {
            return annotations.get(ARGO_TRACKING).asText().startsWith(instance + ":");
        }
        boolean byArgo = false;
        for (JsonNode entry : good.path("managedFields")) {
            byArgo |= entry.path("manager").asText().startsWith(ARGO_MANAGER);
        }
        return byArgo && !annotations.has(HELM_RELEASE);
    }

    private static ObjectNode copy(JsonNode map) {
        return map instanceof ObjectNode object ? object.deepCopy() : Json.object();
    }

    private Recreation() {}
}
