package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a pod template refers to by name. */
public final class References {

    /** Names of the ConfigMaps that env, envFrom, volumes and projected volumes refer to, optional ones included. */
    public static Set<String> configMaps(PodSpec spec) {
        Set<String> names = new TreeSet<>();
        env(spec)
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .filter(from -> from.getConfigMapKeyRef() != null)
                .forEach(from -> add(names, from.getConfigMapKeyRef().getName()));
        envFrom(spec)
                .filter(from -> from.getConfigMapRef() != null)
                .forEach(from -> add(names, from.getConfigMapRef().getName()));
        volumes(spec)
                .filter(v -> v.getConfigMap() != null)
                .forEach(v -> add(names, v.getConfigMap().getName()));
        projections(spec)
                .filter(p -> p.getConfigMap() != null)
                .forEach(p -> add(names, p.getConfigMap().getName()));
        return names;
    }

    /** Names of the Secrets without which a pod cannot start: optional ones and pull secrets are left out. */
    public static Set<String> requiredSecrets(PodSpec spec) {
        Set<String> names = new TreeSet<>();
        env(spec)
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .map(from -> from.getSecretKeyRef())
                .filter(ref -> ref != null && !Boolean.TRUE.equals(ref.getOptional()))
                .forEach(ref -> add(names, ref.getName()));
        envFrom(spec)
                .map(EnvFromSource::getSecretRef)
                .filter(ref -> ref != null && !Boolean.TRUE.equals(ref.getOptional()))
                .forEach(ref -> add(names, ref.getName()));
        volumes(spec)
                .map(Volume::getSecret)
                .filter(source -> source != null && !Boolean.TRUE.equals(source.getOptional()))
                .forEach(source -> add(names, source.getSecretName()));
        projections(spec)
                .map(VolumeProjection::getSecret)
                .filter(source -> source != null && !Boolean.TRUE.equals(source.getOptional()))
                .forEach(source -> add(names, source.getName()));
        return names;
    }

    /** A reference without a name, which the API server lets pass in places, refers to nothing. */
    private static void add(Set<String> names, String name) {
        if (name != null && !name.isEmpty()) {
            names.add(name);
        }
    }

    private static Stream<Container> containers(PodSpec spec) {
        return Stream.concat(stream(spec.getInitContainers()), stream(spec.getContainers()));
    }

    private static Stream<EnvVar> env(PodSpec spec) {
        return containers(spec).flatMap(c -> stream(c.getEnv()));
    }

    private static Stream<EnvFromSource> envFrom(PodSpec spec) {
        return containers(spec).flatMap(c -> stream(c.getEnvFrom()));
    }

    private static Stream<Volume> volumes(PodSpec spec) {
        return stream(spec.getVolumes());
    }

    private static Stream<VolumeProjection> projections(PodSpec spec) {
        return volumes(spec)
                .filter(v -> v.getProjected() != null)
                .flatMap(v -> stream(v.getProjected().getSources()));
    }

    private static <T> Stream<T> stream(List<T> list) {
        return list == null ? Stream.empty() : ((Collection<T>) list).stream();
    }

    private References() {}
}
