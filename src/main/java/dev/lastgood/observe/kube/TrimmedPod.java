package dev.lastgood.observe.kube;

import dev.lastgood.api.model.WorkloadKind;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** Returns what is kept of a pod: whose it is, whether it is ready, and since when it runs. */
    static Pod of(Pod pod) {
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .withResourceVersion(pod.getMetadata().getResourceVersion())
                        .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                        .withLabels(hashes(pod))
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

    private static Map<String, String> hashes(Pod pod) {
        Map<String, String> hashes = new TreeMap<>(pod.getMetadata().getLabels());
        hashes.keySet().retainAll(List.of(TEMPLATE_HASH, REVISION_HASH));
        return hashes;
    }

    private TrimmedPod() {}
}
