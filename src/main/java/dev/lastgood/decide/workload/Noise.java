package dev.lastgood.decide.workload;

import dev.lastgood.api.Names;
import java.util.Set;

/**
 * The labels, annotations and environment variables of a pod template that carry no behavior: they make no revision, are
 * never blamed, and never count as a fix.
 *
 * @param labels keys of template labels, beside the known ones
 * @param annotations keys of template annotations, beside the known ones
 * @param env names of environment variables, beside the known ones
 */
public record Noise(Set<String> labels, Set<String> annotations, Set<String> env) {

    /** What is noise for every workload. */
    public static final Noise KNOWN = new Noise(Set.of(), Set.of(), Set.of());

    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /** Copies the sets. */
    public Noise {
        labels = Set.copyOf(labels);
        annotations = Set.copyOf(annotations);
        env = Set.copyOf(env);
    }

    /** Whether a template label of this key carries no behavior. */
    public boolean isLabel(String key) {
        return Names.owns(key) || labels.contains(key);
    }

    /** Whether a template annotation of this key carries no behavior. */
    public boolean isAnnotation(String key) {
        return Names.owns(key) || key.equals(RESTARTED_AT) || annotations.contains(key);
    }

    /** Whether an environment variable of this name carries no behavior. */
    public boolean isVariable(String name) {
        return env.contains(name);
    }
}
