package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which ConfigMaps reach running pods without a restart. */
public final class InPlace {

    /** Names of the ConfigMaps that are mounted without subPath and used in no other way. */
    public static Set<String> configMaps(PodSpec spec) {
        Set<String> fixed = Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(Container::getVolumeMounts)
                .flatMap(List::stream)
                .filter(m -> m.getSubPath() != null || m.getSubPathExpr() != null)
                .map(VolumeMount::getName)
                .collect(Collectors.toSet());
        PodSpec mounted = only(List.of(), volumes(spec, fixed, false));
        PodSpec other = only(
                Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                        .map(c -> new ContainerBuilder()
                                .withEnv(c.getEnv())
                                .withEnvFrom(c.getEnvFrom())
                                .build())
                        .toList(),
                volumes(spec, fixed, true));
        Set<String> names = new TreeSet<>(References.configMaps(mounted));
        names.removeAll(References.configMaps(other));
        return names;
    }

    private static List<Volume> volumes(PodSpec spec, Set<String> fixed, boolean areFixed) {
        return spec.getVolumes().stream()
                .filter(v -> fixed.contains(v.getName()) == areFixed)
                .toList();
    }

    private static PodSpec only(List<Container> containers, List<Volume> volumes) {
        return new PodSpecBuilder()
                .withContainers(containers)
                .withVolumes(volumes)
                .build();
    }

    private InPlace() {}
}
