package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Objects whose applier merges what it applies into what is there, and whose merge cannot be repaired. What a bad change
 * dropped and a rollback restored is then in no manifest, and stays when the bad change is applied again. A merge that goes
 * by the last-applied annotation or by managedFields becomes exact when Lastgood hands the ownership back.
 *
 * @param template whether the workload is such an object
 * @param configMaps names of such ConfigMaps
 */
public record Merging(boolean template, Set<String> configMaps) {

    /** Every applier removes what its manifest does not have. */
    public static final Merging NONE = new Merging(false, Set.of());

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final String OURS = "lastgood";

    /** Lists that are merged by the value of one field of their elements; others are replaced as a whole. */
    private static final Map<String, String> KEYS = Map.of(
            "volumeMounts", "mountPath",
            "volumeDevices", "devicePath",
            "ports", "containerPort",
            "env", "name",
            "imagePullSecrets", "name",
            "hostAliases", "ip",
            "topologySpreadConstraints", "topologyKey");

    /** Copies the set. */
    public Merging {
        configMaps = Set.copyOf(configMaps);
    }

    /**
     * Whether the last one who wrote the object keeps what was dropped: an Update by Helm, or by another writer without the
     * last-applied annotation. A server-side apply, and a client-side apply with the annotation, do not. Writes of
     * subresources and of Lastgood do not count.
     *
     * @param metadata of the object, with {@code managedFields}
     */
    public static boolean keepsWhatWasDropped(JsonNode metadata) {
        JsonNode last = null;
        for (JsonNode entry : metadata.path("managedFields")) {
            boolean counts = !entry.hasNonNull("subresource")
                    && !entry.path("manager").asText().startsWith(OURS);
            // At one time the later entry wins: times have no fractions of seconds.
            if (counts
                    && (last == null
                            || entry.path("time")
                                            .asText()
                                            .compareTo(last.path("time").asText())
                                    >= 0)) {
                last = entry;
            }
        }
        if (last == null || !"Update".equals(last.path("operation").asText())) {
            return false;
        }
        return last.path("manager").asText().startsWith("helm")
                || !metadata.path("annotations").has(LAST_APPLIED);
    }

    /** Whether a merge of the failed value into the good one would keep something that the failed one does not have. */
    static boolean keepsSome(TemplatePart part, JsonNode lastGood) {
        JsonNode good = part.read(lastGood);
        if (part.isNames()) {
            return !containsAll(part.value(), good);
        }
        return keepsSome(part.field() == null ? part.name() : part.field(), part.value(), good);
    }

    private static boolean keepsSome(String name, JsonNode failed, JsonNode good) {
        if (failed.isMissingNode()) {
            return !good.isMissingNode();
        }
        if (failed.isObject() && good.isObject()) {
            for (Map.Entry<String, JsonNode> member : good.properties()) {
                if (keepsSome(member.getKey(), failed.path(member.getKey()), member.getValue())) {
                    return true;
                }
            }
        }
        if (KEYS.containsKey(name) && failed.isArray() && good.isArray()) {
            for (JsonNode element : good) {
                JsonNode key = element.path(KEYS.get(name));
                boolean found = false;
                for (JsonNode other : failed) {
                    found |= other.path(KEYS.get(name)).equals(key);
                }
                if (!found) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean containsAll(JsonNode list, JsonNode wanted) {
        for (JsonNode each : wanted) {
            boolean found = false;
            for (JsonNode other : list) {
                found |= other.equals(each);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }
}
