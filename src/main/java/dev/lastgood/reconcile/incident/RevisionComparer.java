package dev.lastgood.reconcile.incident;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.aftermath.Diagnosing;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Compares an incident's suspect with what is restored in its place, beside the reconcile. */
@ApplicationScoped
public class RevisionComparer {

    /** The names of the two revisions: an incident's plan may change. */
    private record Pair(String failed, String lastGood) {
        static Pair of(AIIncidentStatus status) {
            return new Pair(status.suspect, status.plan.to);
        }
    }

    private final RevisionBodies bodies;
    private final GatewayObserver gateways;
    private final BackgroundThreads threads;
    private final Outbox<Pair, Change> outbox;

    public RevisionComparer(
            RevisionBodies bodies, GatewayObserver gateways, BackgroundThreads threads, OutboxFactory outboxes) {
        this.bodies = bodies;
        this.gateways = gateways;
        this.threads = threads;
        this.outbox = outboxes.ofIncidents(Pause.never());
    }

    /** What was compared for this incident, null: nothing that its status has not. */
    Change of(AIIncident incident) {
        return Diagnosing.isWanted(incident.getStatus())
                ? outbox.results(Owner.of(incident)).get(Pair.of(incident.getStatus()))
                : null;
    }

    /** {@code status} is written. */
    void submit(AIIncident incident, AIIncidentStatus status, ModelDeployment model) {
        Owner owner = Owner.of(incident);
        if (!Diagnosing.isWanted(status)) {
            outbox.acknowledge(owner, outbox.results(owner));
        } else if (model != null) {
            Pair pair = Pair.of(status);
            WorkloadKey workload = WorkloadKey.of(model);
            outbox.submit(
                    threads.cluster(),
                    new Work<>(owner, pair, "what came in with " + pair.failed(), () -> compare(workload, pair)));
        }
    }

    private Change compare(WorkloadKey workload, Pair pair) {
        Optional<JsonNode> bad = bodies.of(workload.namespace(), pair.failed());
        Optional<JsonNode> good = bodies.of(workload.namespace(), pair.lastGood());
        return bad.isEmpty() || good.isEmpty()
                ? Change.unknown(pair.failed(), pair.lastGood(), bad.isEmpty() ? pair.failed() : pair.lastGood())
                : Change.between(
                        pair.failed(),
                        bad.get(),
                        pair.lastGood(),
                        good.get(),
                        gateways.declared(workload).map(DeclaredGateway::noise).orElse(Noise.KNOWN));
    }
}
