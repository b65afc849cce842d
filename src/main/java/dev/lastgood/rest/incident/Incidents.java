package dev.lastgood.rest.incident;

import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.Validity;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.OwnWrites;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.rest.http.Access;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.http.PlainText;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds incidents, and changes their spec as a person would. */
@ApplicationScoped
class Incidents {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final OwnWrites ownWrites;
    private final Access access;
    private final KubernetesClient client;
    private final ApiPatcher patcher;

    Incidents(
            WatchedModels models,
            WatchedIncidents incidents,
            OwnWrites ownWrites,
            Access access,
            KubernetesClient client) {
        this.models = models;
        this.incidents = incidents;
        this.ownWrites = ownWrites;
        this.access = access;
        this.client = client;
        this.patcher = new ApiPatcher(client);
    }

    /**
     * What to change of an incident.
     *
     * @throws ProblemException where it cannot be changed so
     */
    interface Change extends Function<AIIncident, JsonPatch> {}

    /**
     * Returns the incident.
     *
     * @throws ProblemException without the right, whether there is one or not; else where there is none
     */
    AIIncident find(Caller caller, Permission permission, IncidentPath path) {
        access.require(caller, permission, path.namespace);
        AIIncident incident = incidents.find(path.namespace, path.name).orElseThrow(Incidents::unknown);
        Optional<String> problem = Validity.problem(incident);
        if (problem.isPresent()) {
            throw ProblemException.of(ProblemType.Refused, PlainText.of(problem.get()));
        }
        return incident;
    }

    /** Returns the incidents that the caller may list, newest first; null does not filter. */
    List<AIIncident> list(Caller caller, String namespace, String model, Phase phase, int limit) {
        List<AIIncident> asked = incidents
                .all()
                .filter(i ->
                        namespace == null || namespace.equals(i.getMetadata().getNamespace()))
                .filter(i -> model == null || model.equals(modelId(i)))
                .filter(i -> phase == null || i.getStatus() != null && i.getStatus().phase == phase)
                .toList();
        if (namespace != null) {
            access.require(caller, Permission.LIST_INCIDENTS, namespace);
        }
        Set<String> visible = access.among(
                caller,
                Permission.LIST_INCIDENTS,
                asked.stream().map(i -> i.getMetadata().getNamespace()).collect(Collectors.toSet()));
        Stream<AIIncident> newest = asked.stream()
                .filter(i -> visible.contains(i.getMetadata().getNamespace()))
                .sorted(Comparator.comparing((AIIncident i) -> i.getMetadata().getCreationTimestamp())
                        .reversed()
                        .thenComparing(i -> i.getMetadata().getNamespace())
                        .thenComparing(i -> i.getMetadata().getName()));
        return newest.limit(limit).toList();
    }

    /** The key of the incident's model; the name in its spec where there is no such model. */
    String modelId(AIIncident incident) {
        String name = Validity.modelOf(incident).orElse(null);
        return name == null
                ? null
                : models.find(incident.getMetadata().getNamespace(), name)
                        .map(m -> m.modelId())
                        .orElse(name);
    }

    /**
     * Changes the spec by one guarded patch; an empty one changes nothing. Decided anew, once, where somebody else was faster.
     *
     * @return the incident as it is then
     * @throws ProblemException where somebody else was faster twice
     * @throws KubernetesClientException where the API server refuses
     */
    AIIncident change(AIIncident seen, Change change) {
        try {
            return patch(seen, change);
        } catch (KubernetesClientException e) {
            if (!ApiRefusal.of(e).isOutdated()) {
                throw e;
            }
            AIIncident now = client.resource(seen).get();
            if (now == null) {
                throw unknown();
            }
            return retry(now, change);
        }
    }

    private AIIncident retry(AIIncident now, Change change) {
        try {
            return patch(now, change);
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e).isOutdated()) {
                throw ProblemException.of(ProblemType.ChangedMeanwhile, "read the incident again and repeat the call");
            }
            throw e;
        }
    }

    /** The generation moves with the spec alone: what the operator writes into the status is in nobody's way. */
    private AIIncident patch(AIIncident seen, Change change) {
        JsonPatch wanted = change.apply(seen);
        if (wanted.isEmpty()) {
            return seen;
        }
        AIIncident changed = patcher.patch(
                AIIncident.class,
                seen.getMetadata().getNamespace(),
                seen.getMetadata().getName(),
                wanted);
        ownWrites.remember(changed);
        return changed;
    }

    private static ProblemException unknown() {
        return ProblemException.of(ProblemType.UnknownIncident, "no incident of this name is in the namespace");
    }
}
