package dev.lastgood.decide.workload;

import java.util.Set;

/**
 * Template labels and annotations whose value was another one in each of the last changes. Never environment variables or
 * arguments: model servers carry the version of the model there.
 */
public record LearnedNoise(Set<String> labels, Set<String> annotations) {

    /** Nothing was learned. */
    public static final LearnedNoise NONE = new LearnedNoise(Set.of(), Set.of());

    /** Copies the sets. */
    public LearnedNoise {
        labels = Set.copyOf(labels);
        annotations = Set.copyOf(annotations);
    }
}
