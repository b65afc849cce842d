package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.quarantine.KnownRevisions;
import dev.lastgood.decide.revision.RecreationMemory;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.workload.LearnedNoise;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The revisions of workloads, as they are watched: without their data. */
@ApplicationScoped
public class WatchedRevisions implements Watched {

    private static final String BY_WORKLOAD = "workload";

    private final WatchedKind<ControllerRevision> revisions;
    private final WatchedQuarantines quarantines;
    private final OwnWrites ownWrites;

    public WatchedRevisions(
            KubernetesClient client, LastgoodConfig config, WatchedQuarantines quarantines, OwnWrites ownWrites) {
        this.quarantines = quarantines;
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

    /** The revisions of a workload, and what keeps some of them out; objects that cannot be read are left out. */
    public KnownRevisions of(WorkloadKey workload) {
        return new KnownRevisions(
                snapshots(workload)
                        .map(RevisionMemory::of)
                        .flatMap(Optional::stream)
                        .toList(),
                quarantines.of(workload),
                snapshots(workload)
                        .filter(r -> "true".equals(Annotation.of(r, Names.KEPT_OUT)))
                        .map(r -> r.getMetadata().getName())
                        .collect(Collectors.toSet()));
    }

    /** Names of the workload's revisions of which nothing can be read, because someone edited their annotations. */
    Set<String> unreadable(WorkloadKey workload) {
        return snapshots(workload)
                .filter(r -> RevisionMemory.of(r).isEmpty())
                .map(r -> r.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    /** What was learned of the workload, with whichever revision that is still kept. */
    LearnedNoise learned(WorkloadKey workload) {
        return snapshots(workload)
                .map(revision -> LearnedNoise.parse(Annotation.of(revision, Names.LEARNED)))
                .reduce(LearnedNoise.NONE, LearnedNoise::and);
    }

    /** What was written down of ConfigMaps that a rollback restored and that were found deleted. */
    public RecreationMemory recreations(WorkloadKey workload, RollbackMarker marker) {
        return RecreationMemory.parse(
                marker,
                snapshots(workload)
                        .filter(revision -> revision.getMetadata().getName().equals(marker.to()))
                        .map(revision -> Annotation.of(revision, Names.RECREATIONS))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    /** By revision: the name of what kept it out in earlier versions of Lastgood. */
    public Map<String, String> companions(WorkloadKey workload) {
        return objects(workload)
                .filter(RevisionMemory::isCompanion)
                .collect(Collectors.toMap(
                        r -> Annotation.of(r, Names.KEEPS_OUT),
                        r -> r.getMetadata().getName(),
                        (one, other) -> one));
    }

    /** All revisions with their workload. */
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
