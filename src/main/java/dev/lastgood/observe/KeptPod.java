package dev.lastgood.observe;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;

/** A Deployment's pod as the informers keep it. */
final class KeptPod {

    static final String TEMPLATE_HASH = "pod-template-hash";

    /** A Deployment's ReplicaSet is named after it and the hash label. */
    static List<String> deploymentOf(Pod pod) {
        String hash = pod.getMetadata().getLabels().get(TEMPLATE_HASH);
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(o -> "ReplicaSet".equals(o.getKind()) && o.getName().endsWith("-" + hash))
                .map(OwnerReference::getName)
                .map(name ->
                        pod.getMetadata().getNamespace() + "/" + name.substring(0, name.length() - hash.length() - 1))
                .toList();
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
                        .addToLabels(
                                TEMPLATE_HASH, pod.getMetadata().getLabels().get(TEMPLATE_HASH))
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

    private KeptPod() {}
}
