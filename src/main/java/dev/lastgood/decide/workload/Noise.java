package dev.lastgood.decide.workload;

import dev.lastgood.api.Names;
import dev.lastgood.api.model.IgnoredReason;
import dev.lastgood.lib.Digest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels, annotations and environment variables of a pod template that carry no behavior: they make no revision, are
 * never blamed, and never count as a fix. What is noise in every workload is in {@link KnownNoise}.
 *
 * @param labels keys of template labels that the models ignore
 * @param annotations keys of template annotations that the models ignore
 * @param env names of environment variables that the models ignore
 * @param learned what changed with every change
 */
public record Noise(Set<String> labels, Set<String> annotations, Set<String> env, LearnedNoise learned) {

    /** What is noise for every workload. */
    public static final Noise KNOWN = new Noise(Set.of(), Set.of(), Set.of());

    /** Raised if what a projection leaves out changes in a way that the lists do not show. */
    private static final int VERSION = 1;

    private static final int KEY_LENGTH = 12;

    private static final String KNOWN_KEYS = Digest.of(KnownNoise.lines().toString());

    /** Copies the sets. */
    public Noise {
        labels = Set.copyOf(labels);
        annotations = Set.copyOf(annotations);
        env = Set.copyOf(env);
    }

    /** Known noise and what the models ignore. */
    public Noise(Set<String> labels, Set<String> annotations, Set<String> env) {
        this(labels, annotations, env, LearnedNoise.NONE);
    }

    /** The same with what was learned of the workload. */
    public Noise with(LearnedNoise keys) {
        return new Noise(labels, annotations, env, keys);
    }

    /** Whether a template label of this key carries no behavior. */
    public boolean isLabel(String key) {
        return Names.owns(key) || label(key).isPresent();
    }

    /** Whether a template annotation of this key carries no behavior. */
    public boolean isAnnotation(String key) {
        return Names.owns(key) || annotation(key).isPresent();
    }

    /** Whether an environment variable of this name carries no behavior. */
    public boolean isVariable(String name) {
        return variable(name).isPresent();
    }

    /** Why a template label is ignored; empty if it is not, or is Lastgood's own. */
    public Optional<IgnoredReason> label(String key) {
        return reason(
                labels.contains(key), KnownNoise.isKey(key), learned.labels().contains(key));
    }

    /** Why a template annotation is ignored; empty if it is not, or is Lastgood's own. */
    public Optional<IgnoredReason> annotation(String key) {
        return reason(
                annotations.contains(key),
                KnownNoise.isKey(key),
                learned.annotations().contains(key));
    }

    /** Why an environment variable is ignored; empty if it is not. */
    public Optional<IgnoredReason> variable(String name) {
        return reason(env.contains(name), KnownNoise.isVariable(name), false);
    }

    /** The same text as long as the same is left out: hashes that were made under it can be compared. */
    public String key() {
        return Digest.of(String.join(
                        "/",
                        String.valueOf(VERSION),
                        KNOWN_KEYS,
                        new TreeSet<>(labels).toString(),
                        new TreeSet<>(annotations).toString(),
                        new TreeSet<>(env).toString(),
                        new TreeSet<>(learned.labels()).toString(),
                        new TreeSet<>(learned.annotations()).toString()))
                .substring(0, KEY_LENGTH);
    }

    private static Optional<IgnoredReason> reason(boolean configured, boolean known, boolean isLearned) {
        return Optional.ofNullable(
                known
                        ? IgnoredReason.Known
                        : configured ? IgnoredReason.Configured : isLearned ? IgnoredReason.Learned : null);
    }
}
