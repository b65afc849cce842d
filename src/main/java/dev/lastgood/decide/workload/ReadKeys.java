package dev.lastgood.decide.workload;

import dev.lastgood.api.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which labels and annotations of a pod template are read by someone, so that they are never learned as noise: injectors, Services,
 * the containers themselves, and Lastgood.
 *
 * @param selected keys of labels that Services select by
 * @param fields paths that the downward API feeds into containers
 * @param versions annotations that a model's version is read from
 */
public record ReadKeys(Set<String> selected, Set<String> fields, Set<String> versions) {

    /** Domains of injectors and meshes; a key of a domain below one of these counts, too. */
    private static final Set<String> INJECTORS = Set.of(
            "istio.io",
            "linkerd.io",
            "hashicorp.com",
            "dapr.io",
            "consul.hashicorp.com",
            "kuma.io",
            "openservicemesh.io");

    /** Labels that meshes and rollout controllers choose pods by. */
    private static final Set<String> CHOSEN_BY = Set.of("version", "app", "app.kubernetes.io/version");

    /**
     * Returns what is read of a template.
     *
     * @param selectors the selectors of the namespace's Services
     */
    public static ReadKeys of(PodSpec spec, Collection<? extends Collection<String>> selectors, Set<String> versions) {
        Stream<ObjectFieldSelector> env = Stream.concat(
                        spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(Container::getEnv)
                .flatMap(List::stream)
                .map(v -> v.getValueFrom())
                .filter(Objects::nonNull)
                .map(EnvVarSource::getFieldRef);
        Stream<ObjectFieldSelector> volumes = spec.getVolumes().stream()
                .filter(v -> v.getDownwardAPI() != null)
                .flatMap(v -> v.getDownwardAPI().getItems().stream())
                .map(item -> item.getFieldRef());
        Stream<ObjectFieldSelector> projected = spec.getVolumes().stream()
                .filter(v -> v.getProjected() != null)
                .flatMap(v -> v.getProjected().getSources().stream())
                .filter(s -> s.getDownwardAPI() != null)
                .flatMap(s -> s.getDownwardAPI().getItems().stream())
                .map(item -> item.getFieldRef());
        return new ReadKeys(
                selectors.stream().flatMap(Collection::stream).collect(Collectors.toSet()),
                Stream.of(env, volumes, projected)
                        .flatMap(s -> s)
                        .filter(Objects::nonNull)
                        .map(ObjectFieldSelector::getFieldPath)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()),
                versions);
    }

    boolean isLabel(String key) {
        return selected.contains(key) || CHOSEN_BY.contains(key) || isRead("metadata.labels", key);
    }

    boolean isAnnotation(String key) {
        return versions.contains(key) || isRead("metadata.annotations", key);
    }

    private boolean isRead(String map, String key) {
        return Names.owns(key)
                || isOfInjector(key)
                || fields.contains(map)
                || fields.contains(map + "['" + key + "']")
                || fields.contains(map + "[\"" + key + "\"]");
    }

    private static boolean isOfInjector(String key) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        return INJECTORS.stream().anyMatch(d -> domain.equals(d) || domain.endsWith("." + d));
    }
}
