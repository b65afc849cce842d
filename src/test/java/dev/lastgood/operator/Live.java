package dev.lastgood.operator;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.kube.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the API server has of a gateway, compared with what a manifest would be on an empty cluster. */
public final class Live {

    private static final String KINDS = "deployments,configmaps";

    private final Stage stage;

    /** @param stage whose Deployments and ConfigMaps are the gateway's, all of them */
    public Live(Stage stage) {
        this.stage = stage;
    }

    /**
     * Waits until the pod templates and the ConfigMaps are exactly what the manifest says: with nothing missing, and with
     * nothing left of other releases.
     */
    public void isExactly(String manifest) {
        Map<String, JsonNode> expected = contents(onAnEmptyCluster(manifest));
        eventually("the gateway is as in the manifest", () -> assertThat(now()).isEqualTo(expected));
    }

    /** As {@link #isExactly}, with whatever checksum on the template: it restarts the pods and says nothing of what they run. */
    public void isExactlyButForChecksums(String manifest) {
        Map<String, JsonNode> expected = withoutChecksums(contents(onAnEmptyCluster(manifest)));
        eventually("the gateway is as in the manifest", () -> assertThat(withoutChecksums(now()))
                .isEqualTo(expected));
    }

    private String onAnEmptyCluster(String manifest) {
        Kubectl.Result fresh = stage.plane().kubectl().create("default", manifest, "--dry-run=server", "-o", "json");
        assertThat(fresh.exit()).as(fresh.err()).isZero();
        return fresh.out();
    }

    private static Map<String, JsonNode> withoutChecksums(Map<String, JsonNode> contents) {
        contents.values().forEach(content -> {
            if (content.at("/metadata/annotations") instanceof ObjectNode annotations) {
                annotations.properties().removeIf(a -> a.getKey().startsWith("checksum/"));
            }
        });
        return contents;
    }

    /** Waits until no Deployment and no ConfigMap is left. */
    public void isGone() {
        eventually("nothing is left of the gateway", () -> assertThat(now()).isEmpty());
    }

    private Map<String, JsonNode> now() {
        return contents(stage.kubectl("get", KINDS, "-o", "json"));
    }

    private static Map<String, JsonNode> contents(String json) {
        Map<String, JsonNode> contents = new TreeMap<>();
        try (var objects = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(json)) {
            while (objects.hasNext()) {
                JsonNode object = objects.next();
                Iterable<JsonNode> each = object.has("items") ? object.path("items") : List.of(object);
                each.forEach(one -> contents.put(
                        one.path("kind").textValue() + "/"
                                + one.at("/metadata/name").textValue(),
                        one.path("kind").textValue().equals("Deployment") ? template(one) : one.path("data")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        contents.remove("ConfigMap/kube-root-ca.crt");
        return contents;
    }

    /** Without the mark that restarted the pods: Helm 3 keeps what no chart has, and to remove it would restart them again. */
    private static JsonNode template(JsonNode workload) {
        JsonNode template = workload.at("/spec/template");
        if (template.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(Names.RESTORED_FROM);
        }
        return template;
    }
}
