package dev.lastgood.observe.kube;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.RolloutStatus;
import dev.lastgood.decide.workload.StuckPod;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The pods of Deployments and StatefulSets that are watched, without their specs. */
@ApplicationScoped
public class WatchedPods implements Watched {

    private static final String BY_WORKLOAD = "workload";

    private final WatchedKind<Pod> ofDeployments;
    private final WatchedKind<Pod> ofStatefulSets;
    private final OwnWrites ownWrites;

    public WatchedPods(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        Set<String> namespaces = config.namespaces().orElse(Set.of());
        this.ownWrites = ownWrites;
        this.ofDeployments = kind(client, namespaces, TrimmedPod.TEMPLATE_HASH, TrimmedPod::deploymentOf);
        this.ofStatefulSets = kind(client, namespaces, TrimmedPod.SET_POD_NAME, TrimmedPod::statefulSetOf);
    }

    private static WatchedKind<Pod> kind(
            KubernetesClient client, Set<String> namespaces, String label, Function<Pod, Optional<WorkloadKey>> owner) {
        return WatchedKind.of(
                client.pods(),
                namespaces,
                label,
                (now, before) -> TrimmedPod.of(now),
                Map.of(BY_WORKLOAD, p -> owner.apply(p).map(WorkloadKey::toString).stream()
                        .toList()));
    }

    @Override
    public List<? extends SharedIndexInformer<?>> informers() {
        return Stream.concat(ofDeployments.parts().stream(), ofStatefulSets.parts().stream())
                .toList();
    }

    /** Of StatefulSets only: a pod that is stuck changes nothing in the StatefulSet's status. */
    void onStatefulSetPodChange(Consumer<WorkloadKey> listener) {
        ofStatefulSets.onChange(p -> TrimmedPod.statefulSetOf(p).ifPresent(listener));
    }

    /** Pods that got ready, of Deployments, with images that are named by a tag: another pod may run other bytes. */
    void onTaggedPodReady(Consumer<WorkloadKey> listener) {
        ofDeployments.onChange(p -> {
            if (TrimmedPod.hasImageIds(p) && TrimmedPod.isReady(p)) {
                TrimmedPod.deploymentOf(p).ifPresent(listener);
            }
        });
    }

    /** The pods of a workload as they are now. */
    Pods of(Workload workload) {
        List<Pod> pods = pods(WorkloadKey.of(workload));
        List<Pod> ready = pods.stream().filter(TrimmedPod::isReady).toList();
        return new Pods(
                ready.size(),
                TrimmedPod.oldestStart(ready),
                TrimmedPod.newest(pods),
                workload.object() instanceof StatefulSet set
                        ? stuck(pods, RolloutStatus.updateRevision(set))
                        : List.of(),
                TrimmedPod.images(ready));
    }

    private List<Pod> pods(WorkloadKey workload) {
        return switch (workload.kind()) {
            case Deployment -> ofDeployments.by(BY_WORKLOAD, workload.toString());
            case StatefulSet ->
                ofStatefulSets.by(BY_WORKLOAD, workload.toString()).stream()
                        .map(ownWrites::newest)
                        .toList();
        };
    }

    private static List<StuckPod> stuck(List<Pod> pods, String updateRevision) {
        return pods.stream()
                .filter(p -> TrimmedPod.isStuck(p, updateRevision))
                .map(Pod::getMetadata)
                .map(m -> new StuckPod(m.getName(), m.getUid(), m.getResourceVersion()))
                .sorted(Comparator.comparing(StuckPod::name))
                .toList();
    }
}
