package dev.lastgood.observe.kube;

import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.NewestPods;
import dev.lastgood.decide.workload.RunningImages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Trims a workload's pod to what the informers keep, and reads it. */
final class TrimmedPod {

    /** On each pod of a Deployment, and on no other. */
    static final String TEMPLATE_HASH = "pod-template-hash";

    /** On each pod of a StatefulSet, and on no other. */
    static final String SET_POD_NAME = "statefulset.kubernetes.io/pod-name";

    /** Of a StatefulSet's pod: the set's own revision, as in its {@code status.updateRevision}. */
    private static final String REVISION_HASH = "controller-revision-hash";

    /** A Deployment's ReplicaSet is named after it and the hash label. */
    static Optional<WorkloadKey> deploymentOf(Pod pod) {
        String hash = pod.getMetadata().getLabels().get(TEMPLATE_HASH);
        return owner(pod, "ReplicaSet")
                .filter(name -> name.endsWith("-" + hash))
                .map(name -> new WorkloadKey(
                        pod.getMetadata().getNamespace(),
                        WorkloadKind.Deployment,
                        name.substring(0, name.length() - hash.length() - 1)));
    }

    static Optional<WorkloadKey> statefulSetOf(Pod pod) {
        return owner(pod, "StatefulSet")
                .map(name -> new WorkloadKey(pod.getMetadata().getNamespace(), WorkloadKind.StatefulSet, name));
    }

    private static Optional<String> owner(Pod pod, String kind) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(o -> kind.equals(o.getKind()))
                .map(OwnerReference::getName)
                .findFirst();
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .map(PodCondition::getStatus)
                .anyMatch("True"::equals);
    }

    /** Not ready, and of another revision than this one; one that is being deleted blocks nothing. */
    static boolean isStuck(Pod pod, String updateRevision) {
        String revision = pod.getMetadata().getLabels().get(REVISION_HASH);
        return revision != null
                && !revision.equals(updateRevision)
                && pod.getMetadata().getDeletionTimestamp() == null
                && !isReady(pod);
    }

    /** Returns what is kept of a pod: whose it is, whether it is ready, since when it runs, and which bytes. */
    static Pod of(Pod pod) {
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .withResourceVersion(pod.getMetadata().getResourceVersion())
                        .withCreationTimestamp(pod.getMetadata().getCreationTimestamp())
                        .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                        .withLabels(hashes(pod))
                        .withAnnotations(imageIds(pod))
                        .withOwnerReferences(pod.getMetadata().getOwnerReferences())
                        .build())
                .withNewStatus()
                .withStartTime(pod.getStatus() == null ? null : pod.getStatus().getStartTime())
                .withConditions(
                        pod.getStatus() == null
                                ? List.of()
                                : pod.getStatus().getConditions().stream()
                                        .filter(c -> "Ready".equals(c.getType()))
                                        .toList())
                .endStatus()
                .build();
    }

    /** By container the bytes that it runs, if its image is named by a tag: a digest in the template never moves. */
    private static Map<String, String> imageIds(Pod pod) {
        if (pod.getStatus() == null || pod.getSpec() == null) {
            return Map.of();
        }
        Set<String> tagged = pod.getSpec().getContainers().stream()
                .filter(container ->
                        container.getImage() != null && !container.getImage().contains("@"))
                .map(Container::getName)
                .collect(Collectors.toSet());
        Map<String, String> ids = new TreeMap<>();
        for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
            String id = status.getImageID();
            if (tagged.contains(status.getName()) && id != null && !id.isEmpty()) {
                // The same text in all pods of a revision.
                ids.put(
                        status.getName().intern(),
                        id.replaceFirst("^[a-z-]+://", "").intern());
            }
        }
        return ids;
    }

    /** Which bytes ready pods run; one that is being deleted may be of a revision that is gone. */
    static RunningImages images(List<Pod> ready) {
        List<Pod> staying = ready.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        Set<String> templates = new TreeSet<>();
        Map<String, Set<String>> ids = new TreeMap<>();
        for (Pod pod : staying) {
            templates.add(template(pod));
            pod.getMetadata().getAnnotations().forEach((container, id) -> ids.computeIfAbsent(
                            container, c -> new TreeSet<>())
                    .add(id));
        }
        return templates.size() == 1 ? new RunningImages(templates.iterator().next(), ids) : RunningImages.UNKNOWN;
    }

    /** Returns those with the template of the pods that were made last; null if all of these have one template. */
    static NewestPods newest(Collection<Pod> pods) {
        if (pods.stream().map(TrimmedPod::template).distinct().count() < 2) {
            return null;
        }
        String newest = pods.stream()
                .max(Comparator.comparing(TrimmedPod::created))
                .map(TrimmedPod::template)
                .orElseThrow();
        List<Pod> ready = pods.stream()
                .filter(pod -> isReady(pod) && template(pod).equals(newest))
                .toList();
        return new NewestPods(
                oldestStart(ready),
                ready.stream()
                        .map(TrimmedPod::readySince)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** When the first of these started; null where none has. */
    static Instant oldestStart(Collection<Pod> pods) {
        return pods.stream()
                .map(pod -> pod.getStatus().getStartTime())
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Instant created(Pod pod) {
        String created = pod.getMetadata().getCreationTimestamp();
        return created == null ? Instant.EPOCH : Instant.parse(created);
    }

    private static Instant readySince(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .map(PodCondition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private static String template(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels.getOrDefault(TEMPLATE_HASH, labels.getOrDefault(REVISION_HASH, ""));
    }

    static boolean hasImageIds(Pod pod) {
        return !pod.getMetadata().getAnnotations().isEmpty();
    }

    private static Map<String, String> hashes(Pod pod) {
        Map<String, String> hashes = new TreeMap<>(pod.getMetadata().getLabels());
        hashes.keySet().retainAll(List.of(TEMPLATE_HASH, REVISION_HASH));
        return hashes;
    }

    private TrimmedPod() {}
}
