package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.api.quarantine.QuarantineSpec;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.quarantine.KeptOut;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The Quarantines that are watched: without the parts that they blame. */
@ApplicationScoped
public class WatchedQuarantines implements Watched {

    private static final String BY_WORKLOAD = "workload";

    private final WatchedKind<Quarantine> quarantines;

    public WatchedQuarantines(KubernetesClient client, LastgoodConfig config) {
        this.quarantines = WatchedKind.of(
                client.resources(Quarantine.class),
                config.namespaces().orElse(Set.of()),
                null,
                (now, before) -> withoutParts(now),
                Map.of(BY_WORKLOAD, q -> workloadOf(q).map(WorkloadKey::toString).stream()
                        .toList()));
    }

    @Override
    public List<SharedIndexInformer<Quarantine>> informers() {
        return quarantines.parts();
    }

    void onChange(Consumer<WorkloadKey> listener) {
        quarantines.onChange(q -> workloadOf(q).ifPresent(listener));
    }

    /** What keeps revisions of the workload out. One that is being deleted keeps nothing out. */
    public List<KeptOut> of(WorkloadKey workload) {
        return quarantines.by(BY_WORKLOAD, workload.toString()).stream()
                .filter(q -> !q.isMarkedForDeletion())
                .map(WatchedQuarantines::keptOut)
                .toList();
    }

    /** What the status of a Quarantine says; null if it says nothing, or does not exist. */
    public String enforced(String namespace, String revision) {
        return quarantines
                .get(namespace, revision)
                .map(Quarantine::getStatus)
                .map(status -> status.enforced)
                .orElse(null);
    }

    private static KeptOut keptOut(Quarantine quarantine) {
        QuarantineSpec spec = quarantine.getSpec();
        return new KeptOut(
                quarantine.getMetadata().getName(),
                spec.incident,
                since(quarantine),
                isLabelled(quarantine, Names.QUARANTINED_TEMPLATE),
                isLabelled(quarantine, Names.QUARANTINED_CONFIGURATION));
    }

    private static boolean isLabelled(Quarantine quarantine, String label) {
        Map<String, String> labels = quarantine.getMetadata().getLabels();
        return labels != null && "true".equals(labels.get(label));
    }

    private static Instant since(Quarantine quarantine) {
        try {
            return Instant.parse(quarantine.getSpec().since);
        } catch (DateTimeException | NullPointerException handWritten) {
            return Instant.parse(quarantine.getMetadata().getCreationTimestamp());
        }
    }

    private static Optional<WorkloadKey> workloadOf(Quarantine quarantine) {
        return Optional.ofNullable(quarantine.getSpec())
                .map(spec -> spec.workload)
                .filter(workload -> workload.kind != null && workload.name != null)
                .map(workload ->
                        new WorkloadKey(quarantine.getMetadata().getNamespace(), workload.kind, workload.name));
    }

    private static Quarantine withoutParts(Quarantine quarantine) {
        if (quarantine.getSpec() != null) {
            quarantine.getSpec().template = null;
            quarantine.getSpec().unchanged = null;
            quarantine.getSpec().configuration = null;
        }
        return ManagedFields.removeFrom(quarantine);
    }
}
