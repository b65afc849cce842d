package dev.lastgood.observe.kube;

import dev.lastgood.decide.workload.OwnerChain;
import dev.lastgood.decide.workload.OwnerChain.End;
import dev.lastgood.decide.workload.OwningController;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The owners of workloads that a controller owns, each up to its top. Owners may be of any kind, so they are read one by one
 * and remembered, not watched.
 */
@ApplicationScoped
public class OwnerMemory {

    /** @param owner uid of the workload's own owner: of another one nothing is remembered */
    private record Remembered(String owner, OwnerChain chain) {}

    private final KubernetesClient client;
    private final WatchedWorkloads workloads;
    private final Map<WorkloadKey, Remembered> known = new ConcurrentHashMap<>();

    OwnerMemory(KubernetesClient client, WatchedModels models, WatchedWorkloads workloads) {
        this.client = client;
        this.workloads = workloads;
        models.onChange(
                model -> known.keySet().removeIf(workload -> models.of(workload).isEmpty()));
    }

    /** Returns the owners as far as they are remembered, empty if no controller owns the workload; nothing is read. */
    Optional<OwnerChain> of(Workload workload) {
        Remembered remembered = known.get(WorkloadKey.of(workload));
        return OwningController.reference(workload.object())
                .map(owner -> remembered != null && remembered.owner().equals(owner.getUid())
                        ? remembered.chain()
                        : OwnerChain.unread(OwningController.of(owner)));
    }

    /** Returns the uid of the controller that owns the workload itself; empty if none does. */
    public Optional<String> ownerOf(WorkloadKey workload) {
        return workloads
                .find(workload)
                .map(Workload::object)
                .flatMap(OwningController::reference)
                .map(OwnerReference::getUid);
    }

    /**
     * Reads the owners and remembers them. Blocks for a request or two for each of them.
     *
     * @return the owners; empty if no controller owns the workload any more
     */
    public Optional<OwnerChain> read(WorkloadKey workload) {
        Optional<OwnerReference> owner =
                workloads.find(workload).map(Workload::object).flatMap(OwningController::reference);
        Optional<OwnerChain> chain = owner.map(first -> chain(workload.namespace(), first));
        if (chain.isPresent()) {
            known.put(workload, new Remembered(owner.get().getUid(), chain.get()));
        } else {
            known.remove(workload);
        }
        return chain;
    }

    private OwnerChain chain(String namespace, OwnerReference first) {
        List<OwningController> owners = new ArrayList<>(List.of(OwningController.of(first)));
        OwnerReference next = first;
        while (owners.size() < OwnerChain.LONGEST) {
            GenericKubernetesResource owner;
            try {
                owner = client.genericKubernetesResources(next.getApiVersion(), next.getKind())
                        .inNamespace(namespace)
                        .withName(next.getName())
                        .get();
            } catch (KubernetesClientException e) {
                // Also a kind that the API server does not serve any more, and one that does not answer: asked again
                // later.
                return new OwnerChain(
                        owners, ApiRefusal.of(e) == ApiRefusal.RightMissing ? End.RightMissing : End.Unknown);
            }
            if (owner == null || !next.getUid().equals(owner.getMetadata().getUid())) {
                return new OwnerChain(owners, End.Unknown);
            }
            Optional<OwnerReference> above = OwningController.reference(owner);
            if (above.isEmpty()) {
                return new OwnerChain(owners, End.Top);
            }
            next = above.get();
            owners.add(OwningController.of(next));
        }
        return new OwnerChain(owners, End.Unknown);
    }
}
