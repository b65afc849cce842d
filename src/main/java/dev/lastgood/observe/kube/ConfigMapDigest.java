package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.ConfigMapState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Trims a ConfigMap to what the informers keep, a digest in place of the content, and reads it. */
final class ConfigMapDigest {

    private static final String WRITTEN_AT = Names.GROUP + "/written-at";
    private static final String CONTENT = Names.GROUP + "/content";

    private static final String SIZE = Names.GROUP + "/size";

    /**
     * Returns what is kept of a ConfigMap.
     *
     * @param before what was kept of it until now, null where it is new: same content, same time of writing
     */
    static ConfigMap of(ConfigMap configMap, ConfigMap before) {
        String content = ConfigContent.digest(configMap);
        boolean same = before != null && content.equals(digest(before));
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(CONTENT, content);
        annotations.put(SIZE, Long.toString(size(configMap.getData()) + size(configMap.getBinaryData())));
        annotations.put(WRITTEN_AT, same ? before.getMetadata().getAnnotations().get(WRITTEN_AT) : written(configMap));
        if (isIgnored(configMap)) {
            annotations.put(Names.IGNORE, "true");
        }
        return new ConfigMapBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(configMap.getMetadata().getNamespace())
                        .withName(configMap.getMetadata().getName())
                        .withUid(configMap.getMetadata().getUid())
                        .withResourceVersion(configMap.getMetadata().getResourceVersion())
                        .withAnnotations(annotations)
                        .build())
                .withImmutable(configMap.getImmutable())
                .build();
    }

    /** What a ConfigMap as it is kept says of the one in the cluster. */
    static ConfigMapState state(ConfigMap kept) {
        return new ConfigMapState(digest(kept), size(kept), writtenAt(kept), isIgnored(kept));
    }

    private static String digest(ConfigMap kept) {
        return kept.getMetadata().getAnnotations().get(CONTENT);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static long size(Map<String, String> data) {
        return data == null
                ? 0
                : data.entrySet().stream()
                        .mapToLong(e -> e.getKey().length() + text(e.getValue()).length())
                        .sum();
    }

    /** Roughly what the content takes in a snapshot. */
    private static long size(ConfigMap kept) {
        return Long.parseLong(kept.getMetadata().getAnnotations().get(SIZE));
    }

    private static Instant writtenAt(ConfigMap kept) {
        return Instant.parse(kept.getMetadata().getAnnotations().get(WRITTEN_AT));
    }

    private static boolean isIgnored(ConfigMap configMap) {
        Map<String, String> annotations = configMap.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(Names.IGNORE));
    }

    /** The newest write of any manager; it may have touched a label only, which makes it later than it was. */
    private static String written(ConfigMap configMap) {
        String created = configMap.getMetadata().getCreationTimestamp();
        return configMap.getMetadata().getManagedFields() == null
                ? created
                : configMap.getMetadata().getManagedFields().stream()
                        .map(ManagedFieldsEntry::getTime)
                        .filter(Objects::nonNull)
                        .max(String::compareTo)
                        .orElse(created);
    }

    private ConfigMapDigest() {}
}
