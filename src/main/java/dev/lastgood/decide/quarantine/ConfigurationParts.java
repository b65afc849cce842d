package dev.lastgood.decide.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.quarantine.BlamedConfigurationPart;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the blamed keys of ConfigMaps are now. */
public final class ConfigurationParts {

    /**
     * By key, in words: the digest of its value; the same digest for every key that is absent.
     *
     * @param configMaps by name, null for one that does not exist
     */
    public static Map<String, String> digests(List<BlamedConfigurationPart> parts, JsonNode configMaps) {
        Map<String, String> digests = new TreeMap<>();
        for (BlamedConfigurationPart part : parts) {
            JsonNode configMap = configMaps.path(part.configMap);
            digests.put(
                    words(part),
                    digest(
                            part.key,
                            configMap.path("data").path(part.key).textValue(),
                            configMap.path("binaryData").path(part.key).textValue()));
        }
        return digests;
    }

    /** As {@link #digests}, of the values in the failed revision. */
    public static Map<String, String> failed(List<BlamedConfigurationPart> parts) {
        Map<String, String> digests = new TreeMap<>();
        parts.forEach(part -> digests.put(words(part), digest(part.key, part.data, part.binaryData)));
        return digests;
    }

    private static String words(BlamedConfigurationPart part) {
        return "key " + part.key + " of ConfigMap " + part.configMap;
    }

    private static String digest(String key, String data, String binaryData) {
        ObjectNode value = Json.object();
        put(value.putObject("data"), key, data);
        put(value.putObject("binaryData"), key, binaryData);
        return Digest.of(value);
    }

    private static void put(ObjectNode field, String key, String value) {
        if (value != null) {
            field.put(key, value);
        }
    }

    private ConfigurationParts() {}
}
