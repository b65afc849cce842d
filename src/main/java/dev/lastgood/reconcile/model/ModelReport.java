package dev.lastgood.reconcile.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Reports what a pass found in the model's status. */
@ApplicationScoped
class ModelReport {

    /**
     * The next status.
     *
     * @param breaker of the model's workload, as the status reports it
     */
    record Report(ModelDeploymentStatus status, BreakerState breaker) {}

    private final WatchedIncidents incidents;
    private final GatewayObserver gateways;
    private final ModelStatus status;
    private final Clock clock;

    ModelReport(WatchedIncidents incidents, GatewayObserver gateways, Clock clock) {
        this.incidents = incidents;
        this.gateways = gateways;
        this.status = new ModelStatus(clock);
        this.clock = clock;
    }

    /** Begins a pass over a model that can be worked with. */
    ModelPass begin(ModelDeployment model) {
        return new ModelPass(model, WorkloadKey.of(model), incidents.of(model));
    }

    ModelDeploymentStatus invalid(ModelDeployment model, String problem) {
        return status.invalid(model, incidents.of(model), problem);
    }

    ModelDeploymentStatus withoutWorkload(ModelPass pass) {
        return status.withoutWorkload(pass.model(), pass.incidents());
    }

    Report of(ModelPass pass, RevisionDecision decision, QuarantineView quarantine, Map<String, ProbeState> verdicts) {
        ModelDeploymentStatus after = status.of(pass.model(), decision, verdicts, quarantine, pass.incidents());
        BreakerState breaker = BreakerState.of(pass.model(), gateways.rollbacks(pass.workload()), clock.instant());
        status.breaker(pass.model(), after, breaker);
        return new Report(after, breaker);
    }

    /** Returns when the breaker closes, which is not an event; null: it is closed. */
    Duration untilClosed(BreakerState breaker) {
        return breaker.isOpen() ? Duration.between(clock.instant(), breaker.closes()) : null;
    }
}
