package dev.lastgood.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One Kustomization, reconciled as Flux's kustomize-controller 1.9 does: all objects are sent as a dry run, none is
 * applied if one of them is refused, otherwise each is applied on the server's side with force, and what is no longer in
 * Git is deleted.
 */
final class FluxPlayer {

    private static final String MANAGER = "kustomize-controller";
    private static final String GROUP = "kustomize.toolkit.fluxcd.io/";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stage stage;
    private final String name;
    private final Set<String> inventory = new TreeSet<>();

    /** @param name of the Kustomization, which Flux writes on each object */
    FluxPlayer(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
    }

    /** Reconciles, which must succeed. */
    FluxPlayer reconciles(String commit) {
        assertThat(tryReconcile(commit)).isEmpty();
        return this;
    }

    /**
     * Reconciles once.
     *
     * @param commit all objects in Git, as a YAML stream
     * @return the message of the Kustomization's condition Ready if it is False, otherwise empty
     */
    Optional<String> tryReconcile(String commit) {
        Map<String, ObjectNode> wanted = new LinkedHashMap<>();
        for (ObjectNode object : objects(commit)) {
            String id = id(object);
            ObjectNode live = live(id);
            if (!isDisabled(object) && (live == null || !isDisabled(live))) {
                object.withObject("/metadata/labels").put(GROUP + "name", name).put(GROUP + "namespace", "flux-system");
                wanted.put(id, object);
                if (live != null && !isMerged(object) && !isMerged(live)) {
                    takeOver(id, live);
                }
            } else {
                wanted.put(id, null);
            }
        }
        Optional<String> refused = apply(wanted, "--dry-run=server").or(() -> apply(wanted));
        if (refused.isEmpty()) {
            inventory.stream().filter(id -> !wanted.containsKey(id)).forEach(id -> stage.kubectl("delete", id));
            inventory.clear();
            inventory.addAll(wanted.keySet());
        }
        return refused;
    }

    private Optional<String> apply(Map<String, ObjectNode> wanted, String... flags) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        ArrayNode items = list.putArray("items");
        wanted.values().stream().filter(object -> object != null).forEach(items::add);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(List.of("--server-side", "--force-conflicts", "--field-manager=" + MANAGER));
        all.addAll(List.of(flags));
        Kubectl.Result result = stage.tryApply(list.toString(), all.toArray(String[]::new));
        return result.exit() == 0 ? Optional.empty() : Optional.of(result.err());
    }

    /** What kubectl wrote belongs to Flux from now on, so that the apply removes what is not in Git. */
    private void takeOver(String id, ObjectNode live) {
        ArrayNode patch = JSON.createArrayNode();
        if (live.at("/metadata/annotations").has(LAST_APPLIED)) {
            patch.addObject()
                    .put("op", "remove")
                    .put("path", "/metadata/annotations/" + LAST_APPLIED.replace("/", "~1"));
        }
        ArrayNode entries = (ArrayNode) live.at("/metadata/managedFields");
        ArrayNode others = JSON.createArrayNode();
        ObjectNode ours = null;
        boolean changed = false;
        for (JsonNode entry : entries) {
            boolean isOurs = isOf(entry, MANAGER, "Apply");
            boolean becomesOurs = isOf(entry, "kubectl", "Apply")
                    || isOf(entry, "kubectl", "Update")
                    || isOf(entry, "before-first-apply", "Update")
                    || isOf(entry, MANAGER, "Update");
            if (!isOurs && !becomesOurs) {
                others.add(entry);
                continue;
            }
            changed |= becomesOurs;
            if (ours == null) {
                ours = entry.deepCopy();
                ours.put("manager", MANAGER).put("operation", "Apply");
            } else {
                union(ours.withObject("/fieldsV1"), entry.path("fieldsV1"));
            }
        }
        if (changed) {
            patch.addObject()
                    .put("op", "replace")
                    .put("path", "/metadata/managedFields")
                    .set("value", others.add(ours));
        }
        if (!patch.isEmpty()) {
            patch.addObject()
                    .put("op", "replace")
                    .put("path", "/metadata/resourceVersion")
                    .put("value", live.at("/metadata/resourceVersion").textValue());
            Kubectl.Result result = stage.plane()
                    .kubectl()
                    .run(
                            "-n",
                            stage.namespace(),
                            "patch",
                            id,
                            "--type=json",
                            "--field-manager=" + MANAGER,
                            "-p",
                            patch.toString());
            if (result.err().contains("the object has been modified")) {
                takeOver(id, live(id));
            } else {
                assertThat(result.exit()).as(result.err()).isZero();
            }
        }
    }

    private static boolean isOf(JsonNode entry, String manager, String operation) {
        return entry.path("manager").textValue().startsWith(manager)
                && entry.path("operation").textValue().equals(operation)
                && !entry.has("subresource");
    }

    private static void union(ObjectNode fields, JsonNode more) {
        more.properties().forEach(field -> {
            if (fields.get(field.getKey()) instanceof ObjectNode both) {
                union(both, field.getValue());
            } else {
                fields.set(field.getKey(), field.getValue());
            }
        });
    }

    private static boolean isDisabled(JsonNode object) {
        return object.at("/metadata/annotations")
                .path(GROUP + "reconcile")
                .asText()
                .equals("disabled");
    }

    private static boolean isMerged(JsonNode object) {
        return object.at("/metadata/annotations").path(GROUP + "ssa").asText().equals("Merge");
    }

    /** Such as {@code deployment.v1.apps/model-gateway}, as kubectl takes it. */
    private static String id(ObjectNode object) {
        String[] groupVersion = object.path("apiVersion").textValue().split("/");
        String kind = object.path("kind").textValue().toLowerCase(Locale.ROOT);
        String of = groupVersion.length == 1 ? kind : kind + "." + groupVersion[1] + "." + groupVersion[0];
        return of + "/" + object.at("/metadata/name").textValue();
    }

    private ObjectNode live(String id) {
        String found = stage.kubectl("get", id, "--ignore-not-found", "--show-managed-fields", "-o", "json");
        try {
            return found.isBlank() ? null : (ObjectNode) JSON.readTree(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ObjectNode> objects(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream()
                    .filter(JsonNode::isObject)
                    .map(document -> (ObjectNode) document)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
