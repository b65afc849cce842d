package dev.lastgood.decide.workload;

import dev.lastgood.api.model.IgnoredPart;
import dev.lastgood.api.model.IgnoredReason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What of a pod template is noise, for people to read. */
public final class NoiseReport {

    /** At most so many are shown. */
    private static final int SHOWN = 32;

    /** Returns the parts that the template has and that are ignored, with the reason; Lastgood's own are left out. */
    public static List<IgnoredPart> of(PodTemplateSpec template, Noise noise) {
        List<IgnoredPart> parts = new ArrayList<>();
        if (template.getMetadata() != null) {
            add(parts, "template annotation ", keys(template.getMetadata().getAnnotations()), noise::annotation);
            add(parts, "template label ", keys(template.getMetadata().getLabels()), noise::label);
        }
        add(parts, "environment variable ", variables(template), noise::variable);
        return parts.stream().limit(SHOWN).toList();
    }

    private static void add(
            List<IgnoredPart> parts,
            String kind,
            TreeSet<String> names,
            Function<String, Optional<IgnoredReason>> reasons) {
        for (String name : names) {
            reasons.apply(name).ifPresent(reason -> {
                IgnoredPart part = new IgnoredPart();
                part.part = kind + name;
                part.reason = reason;
                parts.add(part);
            });
        }
    }

    private static TreeSet<String> keys(Map<String, String> map) {
        return new TreeSet<>(map == null ? Map.<String, String>of().keySet() : new TreeMap<>(map).keySet());
    }

    private static TreeSet<String> variables(PodTemplateSpec template) {
        TreeSet<String> names = new TreeSet<>();
        if (template.getSpec() != null) {
            Stream.of(template.getSpec().getInitContainers(), template.getSpec().getContainers())
                    .flatMap(List::stream)
                    .map(Container::getEnv)
                    .flatMap(List::stream)
                    .map(EnvVar::getName)
                    .forEach(names::add);
        }
        return names;
    }

    private NoiseReport() {}
}
