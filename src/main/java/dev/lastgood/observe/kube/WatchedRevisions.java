package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.KnownRevisions;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The revisions of workloads, and what keeps some of them out, as they are watched: without their data. */
@ApplicationScoped
public class WatchedRevisions implements Watched {

    private static final String BY_WORKLOAD = "workload";

    private final WatchedKind<ControllerRevision> revisions;
    private final OwnWrites ownWrites;

    public WatchedRevisions(KubernetesClient client, LastgoodConfig config, OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
        this.revisions = WatchedKind.of(
                client.apps().controllerRevisions(),
                config.namespaces().orElse(Set.of()),
                Names.WORKLOAD,
                (now, before) -> withoutData(now),
                Map.of(BY_WORKLOAD, r -> workloadOf(r).map(WorkloadKey::toString).stream()
                        .toList()));
    }

    @Override
    public List<SharedIndexInformer<ControllerRevision>> informers() {
        return revisions.parts();
    }

    void onChange(Consumer<WorkloadKey> listener) {
        revisions.onChange(r -> workloadOf(r).ifPresent(listener));
    }

    /** The revisions of a workload; objects that cannot be read are left out. */
    KnownRevisions of(WorkloadKey workload) {
        return new KnownRevisions(
                snapshots(workload)
                        .map(RevisionMemory::of)
                        .flatMap(Optional::stream)
                        .toList(),
                keptOut(workload));
    }

    /** What keeps revisions of the workload out. */
    public List<KeptOut> keptOut(WorkloadKey workload) {
        return objects(workload)
                .filter(RevisionMemory::isCompanion)
                .map(RevisionMemory::keptOut)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Revisions that are kept out and are not recorded as quarantined yet. */
    public List<RevisionMark> notYetMarked(WorkloadKey workload) {
        return of(workload).notYetMarked();
    }

    /** What keeps out a revision that does not exist any more. */
    public List<KeptOut> strays(WorkloadKey workload) {
        return of(workload)
                .strays(snapshots(workload).map(r -> r.getMetadata().getName()).collect(Collectors.toSet()));
    }

    /** All revisions, and what keeps them out, with their workload. */
    public Map<ControllerRevision, WorkloadKey> all() {
        return revisions.all().filter(r -> workloadOf(r).isPresent()).collect(Collectors.toMap(r -> r, r -> workloadOf(
                        r)
                .orElseThrow()));
    }

    private Stream<ControllerRevision> snapshots(WorkloadKey workload) {
        return objects(workload).filter(r -> !RevisionMemory.isCompanion(r)).map(ownWrites::newest);
    }

    private Stream<ControllerRevision> objects(WorkloadKey workload) {
        return revisions.by(BY_WORKLOAD, workload.toString()).stream();
    }

    private static Optional<WorkloadKey> workloadOf(ControllerRevision revision) {
        return Optional.ofNullable(revision.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.WORKLOAD))
                .flatMap(workload -> WorkloadKey.parse(revision.getMetadata().getNamespace(), workload));
    }

    private static ControllerRevision withoutData(ControllerRevision revision) {
        return new ControllerRevisionBuilder(revision)
                .withData(null)
                .editMetadata()
                .withManagedFields()
                .endMetadata()
                .build();
    }
}
