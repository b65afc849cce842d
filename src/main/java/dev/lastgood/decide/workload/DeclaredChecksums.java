package dev.lastgood.decide.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The checksums of rendered objects that a chart writes into the annotations of a pod template. Such an annotation changes with
 * what it was computed of, which may be a Secret that Lastgood may not read.
 *
 * @param digests by key of the annotation, a short digest of its value
 * @param chart name and version of the chart, as a short digest; empty if there is no checksum
 */
public record DeclaredChecksums(Map<String, String> digests, String chart) {

    /** The template has none. */
    public static final DeclaredChecksums NONE = new DeclaredChecksums(Map.of(), "");

    private static final List<String> CHARTS = List.of("helm.sh/chart", "chart");
    private static final int DIGITS = 12;

    /** Copies the map. */
    public DeclaredChecksums {
        digests = Map.copyOf(digests);
    }

    /**
     * Returns those of a pod template.
     *
     * @param labels of the workload itself; null if it has none
     */
    public static DeclaredChecksums of(JsonNode template, Map<String, String> labels) {
        JsonNode metadata = template.path("metadata");
        Map<String, String> digests = new TreeMap<>();
        metadata.path("annotations").properties().forEach(annotation -> {
            if (annotation.getKey().startsWith(KnownNoise.CHECKSUM)) {
                digests.put(annotation.getKey(), digest(annotation.getValue().asText()));
            }
        });
        StringBuilder chart = new StringBuilder();
        for (String label : CHARTS) {
            chart.append(metadata.path("labels").path(label).asText()).append('/');
            chart.append(labels == null ? "" : labels.getOrDefault(label, "")).append('/');
        }
        return digests.isEmpty() ? NONE : new DeclaredChecksums(digests, digest(chart.toString()));
    }

    private static String digest(String value) {
        return Digest.of(value).substring(0, DIGITS);
    }
}
