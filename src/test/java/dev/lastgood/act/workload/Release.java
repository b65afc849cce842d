package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a release of the gateway consists of, as its manifests say it. Labels and annotations are those of a Helm release. */
record Release(String image, Map<String, String> env, Map<String, Map<String, String>> configMaps) {

    static final String WORKLOAD = "model-gateway";
    static final Release NONE = new Release("", Map.of(), Map.of());

    ObjectNode configMap(String name) {
        ObjectNode object = object("v1", "ConfigMap", name);
        ObjectNode data = object.putObject("data");
        configMaps.get(name).forEach(data::put);
        return object;
    }

    ObjectNode deployment() {
        ObjectNode object = object("apps/v1", "Deployment", WORKLOAD);
        object.set(
                "spec",
                Json.yaml(
                        """
                        selector: {matchLabels: {app: model-gateway}}
                        template:
                          metadata: {labels: {app: model-gateway}}
                          spec:
                            containers:
                            - name: gateway
                              image: %s
                              args: [sh, -c, serve]
                        """
                                .formatted(image)));
        ObjectNode container = (ObjectNode) object.at("/spec/template/spec/containers/0");
        ArrayNode variables = container.putArray("env");
        env.forEach((name, value) -> variables.addObject().put("name", name).put("value", value));
        ArrayNode sources = container.putArray("envFrom");
        configMaps.keySet().stream()
                .sorted()
                .forEach(name -> sources.addObject().putObject("configMapRef").put("name", name));
        return object;
    }

    String manifest() {
        return Stream.concat(configMaps.keySet().stream().map(this::configMap), Stream.of(deployment()))
                .map(ObjectNode::toString)
                .collect(Collectors.joining("\n---\n"));
    }

    private static ObjectNode object(String version, String kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", version).put("kind", kind);
        object.set(
                "metadata",
                Json.yaml(
                        """
                        name: %s
                        labels: {app.kubernetes.io/managed-by: Helm}
                        annotations: {meta.helm.sh/release-name: gateway, meta.helm.sh/release-namespace: default}
                        """
                                .formatted(name)));
        return object;
    }
}
