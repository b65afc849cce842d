package dev.lastgood.reconcile.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Names;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The installed CRDs beside those that this operator was built with. Fields that an older CRD does not have are dropped by
 * the API server without a word: of a spec, a setting that does nothing; of a status, what was done already.
 */
final class Schemas {

    private static final String OPEN_API = "/openapi/v3/apis/" + Names.GROUP + "/v1alpha1";

    private Schemas() {}

    /** Fields that the API server would drop, such as {@code status.steps[].reason}; none where it does not say. */
    static List<String> dropped(KubernetesClient client, String kind, String crd) {
        JsonNode installed = installed(client, kind);
        List<String> dropped = new ArrayList<>();
        if (installed != null) {
            compare(own(crd), installed, "", dropped);
        }
        return dropped;
    }

    private static JsonNode installed(KubernetesClient client, String kind) {
        try {
            // Everybody who is logged in may read it, unlike the CRDs themselves.
            String text = client.raw(OPEN_API);
            for (JsonNode schema : text == null
                    ? Json.tree(List.of())
                    : Serialization.unmarshal(text, JsonNode.class).at("/components/schemas")) {
                if (kind.equals(schema.at("/x-kubernetes-group-version-kind/0/kind")
                                .asText())
                        && schema.at("/properties/spec").isObject()) {
                    return schema;
                }
            }
        } catch (KubernetesClientException e) {
            // It is not published yet, or not served: not known.
        }
        return null;
    }

    private static JsonNode own(String crd) {
        try (InputStream file = Schemas.class.getResourceAsStream("/crds/" + crd + ".yaml")) {
            CustomResourceDefinition definition = Serialization.unmarshal(file, CustomResourceDefinition.class);
            return Json.tree(
                    definition.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compare(JsonNode own, JsonNode installed, String path, List<String> dropped) {
        if (installed.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        own.path("properties").properties().forEach(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            JsonNode there = installed.path("properties").path(field.getKey());
            if (there.isMissingNode()) {
                dropped.add(name);
            } else {
                compare(field.getValue(), there, name, dropped);
            }
        });
        if (own.path("items").isObject()) {
            compare(own.path("items"), installed.path("items"), path + "[]", dropped);
        }
        if (own.path("additionalProperties").isObject()) {
            compare(own.path("additionalProperties"), installed.path("additionalProperties"), path + "{}", dropped);
        }
    }
}
