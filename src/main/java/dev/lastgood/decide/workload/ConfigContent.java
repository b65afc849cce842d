package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.TreeMap;

/** The content of a ConfigMap, told by a digest. */
public final class ConfigContent {

    /** The digest of a ConfigMap that is absent or empty: a pod gets the same from both. */
    public static final String NONE = "";

    /** Returns SHA-256 over keys and values; {@link #NONE} where there are none, or no ConfigMap. */
    public static String digest(ConfigMap configMap) {
        if (configMap == null) {
            return NONE;
        }
        Map<String, String> data = digests(configMap.getData());
        Map<String, String> binary = digests(configMap.getBinaryData());
        return data.isEmpty() && binary.isEmpty()
                ? NONE
                : Digest.of(Json.tree(Map.of("data", data, "binaryData", binary)));
    }

    /** Returns the digest of a ConfigMap as the body of a revision has it; null is one that was absent. */
    public static String digest(JsonNode content) {
        return content == null || content.isNull() ? NONE : digest(Json.as(content, ConfigMap.class));
    }

    private static Map<String, String> digests(Map<String, String> values) {
        Map<String, String> digests = new TreeMap<>();
        if (values != null) {
            values.forEach((key, value) -> digests.put(key, Digest.of(value == null ? "" : value)));
        }
        return digests;
    }

    private ConfigContent() {}
}
