package dev.lastgood.decide.workload;

import java.util.Map;
import java.util.Set;

/**
 * Which bytes the ready pods of a workload run for images that are named by a tag.
 *
 * @param template the controller's own name for the template of these pods; null if there is no pod, or they differ in it
 * @param ids by container, as the kubelet reports them in imageID
 */
public record RunningImages(String template, Map<String, Set<String>> ids) {

    /** Nothing is known. */
    public static final RunningImages UNKNOWN = new RunningImages(null, Map.of());

    /** Copies the map. */
    public RunningImages {
        ids = Map.copyOf(ids);
    }
}
