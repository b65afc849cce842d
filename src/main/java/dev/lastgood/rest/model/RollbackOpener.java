package dev.lastgood.rest.model;

import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.OwnWrites;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.record.IncidentRecords;
import dev.lastgood.rest.http.IdempotencyKey;
import dev.lastgood.rest.http.PlainText;
import dev.lastgood.rest.http.Problem;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Opens the incident of a rollback request, once. Postgres is not asked. */
@ApplicationScoped
class RollbackOpener {

    private static final int TRIES = 8;

    private final WatchedIncidents incidents;
    private final OwnWrites ownWrites;
    private final GatewayObserver gateways;
    private final IncidentRecords records;
    private final KubernetesClient client;
    private final ApiPatcher patcher;

    RollbackOpener(
            WatchedIncidents incidents,
            OwnWrites ownWrites,
            GatewayObserver gateways,
            IncidentRecords records,
            KubernetesClient client) {
        this.incidents = incidents;
        this.ownWrites = ownWrites;
        this.gateways = gateways;
        this.records = records;
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * Returns the incident of the request: a new one, or the one that the same request opened.
     *
     * @param key the Idempotency-Key, null: none
     * @throws ProblemException where the key was used for another request, or the version is not kept
     * @throws KubernetesClientException where the API server refuses
     */
    AIIncident open(ModelDeployment model, RollbackRequest request, String key, String user) {
        return key == null ? next(model, request, user) : keyed(model, request, key, user);
    }

    private AIIncident keyed(ModelDeployment model, RollbackRequest request, String key, String user) {
        IdempotencyKey.require(key);
        String name = RollbackIncident.nameForKey(model, key);
        AIIncident incident = incidents
                .find(model.getMetadata().getNamespace(), name)
                .orElseGet(() -> {
                    requireKept(model, request.targetVersion());
                    return create(RollbackIncident.of(model, name, request, user));
                });
        if (!RollbackIncident.isFor(incident, request)) {
            throw ProblemException.of(
                    ProblemType.KeyReused,
                    "incident " + name + " was opened with this key and another body: take another key");
        }
        return incident;
    }

    private AIIncident next(ModelDeployment model, RollbackRequest request, String user) {
        List<AIIncident> ours = incidents.of(model).stream()
                .filter(i -> RollbackIncident.isOf(i, request.targetVersion()))
                .toList();
        Optional<AIIncident> active =
                ours.stream().filter(i -> !RollbackIncident.isOver(i)).max(age());
        if (active.isPresent()) {
            return active.get();
        }
        requireKept(model, request.targetVersion());
        Optional<AIIncident> ended = ours.stream().max(age());
        Optional<Revision> serving = serving(model);
        for (int n = 1; n <= TRIES; n++) {
            String name = RollbackIncident.nameOfNext(model, request.targetVersion(), ended, serving, n);
            // One that was deleted: the ledger would take a second one of its name for an old one.
            if (!records.known(model.getMetadata().getNamespace(), name, 1, "", List.of())) {
                AIIncident incident = create(RollbackIncident.of(model, name, request, user));
                // Another replica may know of one that ended before our watch does.
                if (!RollbackIncident.isOver(incident)) {
                    return incident;
                }
            }
        }
        throw ProblemException.of(ProblemType.ChangedMeanwhile, "repeat the call with the header Idempotency-Key");
    }

    /** One that is there is the same: its name says so. */
    private AIIncident create(AIIncident incident) {
        try {
            AIIncident created = patcher.create(incident);
            ownWrites.remember(created);
            return created;
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            AIIncident there = client.resources(AIIncident.class)
                    .inNamespace(incident.getMetadata().getNamespace())
                    .withName(incident.getMetadata().getName())
                    .get();
            if (there == null) {
                throw e;
            }
            return there;
        }
    }

    private void requireKept(ModelDeployment model, String version) {
        Optional<GatewayView> gateway = gateway(model);
        if (version == null || gateway.isEmpty()) {
            return;
        }
        List<Revision> restorable = gateway.get().revisions().stream()
                .filter(r -> !r.isQuarantined() && r.version() != null)
                .toList();
        if (restorable.stream().noneMatch(r -> r.version().equals(version))) {
            List<String> versions = restorable.stream()
                    .map(Revision::version)
                    .distinct()
                    .sorted()
                    .toList();
            throw ProblemException.of(Problem.of(
                            ProblemType.VersionNotKept,
                            "no revision with this targetVersion is kept that may be restored; there are "
                                    + (versions.isEmpty() ? "none" : PlainText.of(String.join(", ", versions))))
                    .with("versions", versions));
        }
    }

    private Optional<Revision> serving(ModelDeployment model) {
        String name = model.getStatus() == null ? null : model.getStatus().servingRevision;
        return name == null ? Optional.empty() : gateway(model).flatMap(g -> g.revision(name));
    }

    private Optional<GatewayView> gateway(ModelDeployment model) {
        return Validity.problem(model).isPresent() ? Optional.empty() : gateways.view(WorkloadKey.of(model));
    }

    private static Comparator<AIIncident> age() {
        return Comparator.comparing((AIIncident i) -> i.getMetadata().getCreationTimestamp())
                .thenComparing(i -> i.getMetadata().getName());
    }
}
