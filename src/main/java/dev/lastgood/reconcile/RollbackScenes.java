package dev.lastgood.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.workload.WorkloadRollback;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.Kinship;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts together what a rollback is done on, for the real one and for its rehearsal. */
@ApplicationScoped
public class RollbackScenes {

    private final GatewayObserver gateways;
    private final RevisionBodies bodies;

    public RollbackScenes(GatewayObserver gateways, RevisionBodies bodies) {
        this.gateways = gateways;
        this.bodies = bodies;
    }

    /**
     * Returns what the order is done on; empty if the data of one of its revisions do not exist any more.
     *
     * @param seen the workload as it was looked at
     * @param known all revisions of the workload
     */
    public Optional<WorkloadRollback.Scene> of(Rollback order, DeclaredGateway seen, List<Revision> known) {
        String namespace = seen.workload().object().getMetadata().getNamespace();
        Optional<JsonNode> from = bodies.of(namespace, order.from().name());
        Optional<JsonNode> to = bodies.of(namespace, order.to().name());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        JsonNode target = gateways.target(seen, parts(seen, to.get()));
        return Optional.of(new WorkloadRollback.Scene(
                seen.workload(),
                gateways.failed(seen, parts(seen, from.get()), target),
                target,
                earlier(order, namespace, known),
                seen.noise(),
                gateways.sharing(seen, names(target)),
                seen.settings().configReload()));
    }

    /** Without ConfigMaps that were recorded once and belong to a revision no more: a CA that was rotated is not restored. */
    private JsonNode parts(DeclaredGateway seen, JsonNode body) {
        Set<String> others = names(body);
        others.removeIf(name -> gateways.isPart(seen, name));
        if (others.isEmpty()) {
            return body;
        }
        JsonNode parts = body.deepCopy();
        ((ObjectNode) parts.path("configMaps")).remove(others);
        return parts;
    }

    /** Names of the ConfigMaps in a revision's data. */
    private static Set<String> names(JsonNode body) {
        Set<String> names = new TreeSet<>();
        body.path("configMaps").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What failed before against the same target: what differs from it did not help. */
    private List<JsonNode> earlier(Rollback order, String namespace, List<Revision> known) {
        return Kinship.failedSince(known, order.to()).stream()
                .filter(failed -> !failed.name().equals(order.from().name()))
                .flatMap(failed -> bodies.of(namespace, failed.name()).stream())
                .toList();
    }
}
