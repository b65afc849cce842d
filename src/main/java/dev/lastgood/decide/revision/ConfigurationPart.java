package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.lib.Json;
import java.util.Objects;

/**
 * One key of a ConfigMap, with the value that the key had in the failed revision.
 *
 * @param configMap its name
 * @param key in its {@code data} or {@code binaryData}
 * @param data the text; null if the failed revision had none
 * @param binaryData the bytes in base64; null if the failed revision had none
 */
public record ConfigurationPart(String configMap, String key, String data, String binaryData) {

    /** The key as a ConfigMap has it; a ConfigMap that is absent has no keys. */
    static ConfigurationPart of(String name, String key, JsonNode configMap) {
        return new ConfigurationPart(
                name,
                key,
                configMap.path("data").path(key).textValue(),
                configMap.path("binaryData").path(key).textValue());
    }

    /** The part in words: {@code key system.txt of ConfigMap prompts}. */
    public String words() {
        return "key " + key + " of ConfigMap " + configMap;
    }

    /** Whether the failed revision did not have the key. */
    public boolean isAbsent() {
        return data == null && binaryData == null;
    }

    /** Whether the ConfigMap has the key with the failed value; the admission policy decides in the same way. */
    public boolean isIn(JsonNode content) {
        ConfigurationPart live = of(configMap, key, content);
        return Objects.equals(live.data, data) && Objects.equals(live.binaryData, binaryData);
    }

    /** The value, for a digest. */
    ObjectNode value() {
        ObjectNode value = Json.object();
        if (data != null) {
            value.put("data", data);
        }
        if (binaryData != null) {
            value.put("binaryData", binaryData);
        }
        return value;
    }
}
