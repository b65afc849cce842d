package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.ConfigMapWriter;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trims a ConfigMap to what the informers keep, a digest in place of the content, and reads it. */
final class ConfigMapDigest {

    private static final String WRITTEN_AT = Names.GROUP + "/written-at";
    private static final String CONTENT = Names.GROUP + "/content";

    private static final String SIZE = Names.GROUP + "/size";
    /** Of a key and its value, with colon and comma. */
    private static final int QUOTES = 6;

    private static final String WRITER = Names.GROUP + "/writer";
    private static final String CHANGES = Names.GROUP + "/changes";
    private static final String OWNED = Names.GROUP + "/owned";
    private static final String TAKEN_OVER = Names.GROUP + "/taken-over";

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
        if (before != null) {
            String changes =
                    same ? before.getMetadata().getAnnotations().get(CHANGES) : changes(before, written(configMap));
            if (changes != null) {
                annotations.put(CHANGES, changes);
            }
        }
        String writer = ConfigMapWriter.of(configMap);
        if (writer != null) {
            annotations.put(WRITER, writer);
        }
        if (isContentOurs(configMap)) {
            annotations.put(OWNED, "true");
        }
        Recreation.workload(configMap).ifPresent(workload -> {
            annotations.put(Names.RECREATED_FOR, workload);
            annotations.put(TAKEN_OVER, Boolean.toString(Recreation.isTakenOver(configMap)));
        });
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
        return new ConfigMapState(
                digest(kept),
                size(kept),
                writtenAt(kept),
                isIgnored(kept),
                kept.getMetadata().getAnnotations().get(WRITER),
                changes(kept).map(Instant::parse).toList());
    }

    private static Stream<String> changes(ConfigMap kept) {
        String changes = kept.getMetadata().getAnnotations().get(CHANGES);
        return changes == null ? Stream.empty() : Arrays.stream(changes.split(","));
    }

    /** The newest changes of the content, with this one. */
    private static String changes(ConfigMap before, String now) {
        List<String> all = Stream.concat(changes(before), Stream.of(now)).toList();
        return String.join(",", all.subList(Math.max(0, all.size() - ConfigMapState.CHANGES_KEPT), all.size()));
    }

    /** Whether Lastgood owns content of a ConfigMap, as it is kept: after a rollback, until it is handed back. */
    static boolean isOwned(ConfigMap kept) {
        return kept.getMetadata().getAnnotations().containsKey(OWNED);
    }

    /** Whether someone else has written a ConfigMap, as it is kept, since a rollback created it. */
    static boolean isTakenOver(ConfigMap kept) {
        return Boolean.parseBoolean(kept.getMetadata().getAnnotations().get(TAKEN_OVER));
    }

    private static boolean isContentOurs(ConfigMap configMap) {
        return configMap.getMetadata().getManagedFields().stream()
                .filter(e -> Names.FIELD_MANAGER.equals(e.getManager()) && e.getFieldsV1() != null)
                .map(e -> e.getFieldsV1().getAdditionalProperties())
                .anyMatch(fields -> fields.containsKey("f:data") || fields.containsKey("f:binaryData"));
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
                        .mapToLong(e -> QUOTES + Json.escapedBytes(e.getKey()) + Json.escapedBytes(text(e.getValue())))
                        .sum();
    }

    /** What the content takes where a revision is stored. */
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
