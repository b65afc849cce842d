package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Whether a recorded revision still fits the workload: a workload that was deleted and created again may have another selector
 * or other volumeClaimTemplates, which no rollback can change.
 */
public final class TargetFit {

    private final Workload workload;
    private final JsonNode spec;
    private final JsonNode target;

    /** @param target data of the revision */
    public TargetFit(Workload workload, JsonNode target) {
        this.workload = workload;
        this.spec = Json.tree(workload.object()).path("spec");
        this.target = target;
    }

    /** Returns why the API server would refuse the target, or why no pod of it could be created; empty if it fits. */
    public Optional<Obstacle> obstacle() {
        return otherSelector().or(this::missingClaims);
    }

    /** Returns how the storage of the restored pods would differ from the target's; empty if that is not recorded. */
    public Optional<Obstacle> otherClaims() {
        JsonNode recorded = target.path("volumeClaimTemplates");
        if (!recorded.isArray()) {
            return Optional.empty();
        }
        Map<String, JsonNode> then = claims(recorded);
        Map<String, JsonNode> now = claims(spec.path("volumeClaimTemplates"));
        Set<String> different = new TreeSet<>(then.keySet());
        different.addAll(now.keySet());
        different.removeIf(name -> then.containsKey(name)
                && now.containsKey(name)
                && then.get(name).equals(now.get(name)));
        return different.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        Reason.VolumeClaimsChanged,
                        "the volumeClaimTemplates of " + named() + " differ from those of the revision to restore ("
                                + String.join(", ", different)
                                + "), and a rollback cannot change them: to return to its storage, delete the StatefulSet "
                                + "and apply the manifest of that revision"));
    }

    private Optional<Obstacle> otherSelector() {
        JsonNode selector = spec.path("selector");
        JsonNode labels = target.path("template").path("metadata").path("labels");
        return selects(selector, labels)
                ? Optional.empty()
                : Optional.of(
                        new Obstacle(
                                Reason.SelectorChanged,
                                named()
                                        + " is another object than the one that the revision to restore was recorded from: its "
                                        + "selector (" + words(selector)
                                        + ") does not match the pod labels of that revision ("
                                        + pairs(labels) + "), and a selector cannot be changed. Delete the "
                                        + workload.kind()
                                        + " and apply the manifest of that revision, or deploy a fix under the present selector"));
    }

    private Optional<Obstacle> missingClaims() {
        JsonNode pod = target.path("template").path("spec");
        Set<String> missing = new TreeSet<>();
        for (String kind : Set.of("initContainers", "containers")) {
            for (JsonNode container : pod.path(kind)) {
                container
                        .path("volumeMounts")
                        .forEach(mount -> missing.add(mount.path("name").asText()));
                container
                        .path("volumeDevices")
                        .forEach(device -> missing.add(device.path("name").asText()));
            }
        }
        pod.path("volumes").forEach(volume -> missing.remove(volume.path("name").asText()));
        missing.removeAll(claims(spec.path("volumeClaimTemplates")).keySet());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        Reason.VolumeClaimsChanged,
                        "the revision to restore mounts " + String.join(", ", missing) + ", and " + named()
                                + " does not have such a volumeClaimTemplate any more: its pods could not be created. "
                                + "Delete the StatefulSet and apply the manifest of that revision, or deploy a fix"));
    }

    private String named() {
        return "the " + workload.kind() + " " + workload.object().getMetadata().getName();
    }

    private static Map<String, JsonNode> claims(JsonNode templates) {
        Map<String, JsonNode> claims = new TreeMap<>();
        templates.forEach(claim -> claims.put(claim.at("/metadata/name").asText(), claim.path("spec")));
        return claims;
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            if (!wanted.getValue().equals(labels.path(wanted.getKey()))) {
                return false;
            }
        }
        return StreamSupport.stream(selector.path("matchExpressions").spliterator(), false)
                .allMatch(expression -> selectsOne(expression, labels));
    }

    private static boolean selectsOne(JsonNode expression, JsonNode labels) {
        JsonNode label = labels.path(expression.path("key").asText());
        boolean listed = StreamSupport.stream(expression.path("values").spliterator(), false)
                .anyMatch(label::equals);
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> !label.isMissingNode();
            case "DoesNotExist" -> label.isMissingNode();
            default -> true; // a newer API server knows it
        };
    }

    private static String words(JsonNode selector) {
        String expressions = StreamSupport.stream(
                        selector.path("matchExpressions").spliterator(), false)
                .map(e -> e.path("key").asText() + " " + e.path("operator").asText()
                        + (e.path("values").isEmpty() ? "" : " " + e.path("values")))
                .collect(Collectors.joining(", "));
        String labels = pairs(selector.path("matchLabels"));
        return labels + (labels.isEmpty() || expressions.isEmpty() ? "" : ", ") + expressions;
    }

    private static String pairs(JsonNode labels) {
        return labels.properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .collect(Collectors.joining(", "));
    }
}
