package dev.lastgood.reconcile.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.lib.Delay;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.OperatorNamespace;
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
     * @param owners when the workload's owners are read again, null: not before something happens
     */
    record Report(ModelDeploymentStatus status, BreakerState breaker, Duration owners) {}

    /**
     * What the API server answered.
     *
     * @param quarantine what is kept out
     * @param outlook whether a rollback would work now; null: that is never asked
     * @param missing what the restored revision needs and does not exist, in words; null if nothing is missing
     */
    record Answers(QuarantineView quarantine, Outlook outlook, String missing) {}

    private final WatchedIncidents incidents;
    private final GatewayObserver gateways;
    private final LeftoverReport leftovers;
    private final OwnerChecks owners;
    private final OperatorNamespace operator;
    private final ModelStatus status;
    private final Clock clock;

    ModelReport(
            WatchedIncidents incidents,
            GatewayObserver gateways,
            LeftoverReport leftovers,
            OwnerChecks owners,
            OperatorNamespace operator,
            Clock clock) {
        this.incidents = incidents;
        this.gateways = gateways;
        this.leftovers = leftovers;
        this.owners = owners;
        this.operator = operator;
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

    Report of(ModelPass pass, RevisionDecision decision, Answers answers, Map<String, ProbeState> verdicts) {
        ModelDeploymentStatus after =
                status.of(pass.model(), decision, verdicts, answers.quarantine(), pass.incidents(), answers.missing());
        status.outlook(pass.model(), after, answers.outlook());
        after.leftovers = leftovers.of(pass.model(), pass.workload(), decision);
        after.ignored = gateways.ignored(pass.workload());
        BreakerState breaker = BreakerState.of(pass.model(), gateways.rollbacks(pass.workload()), clock.instant());
        status.breaker(pass.model(), after, breaker);
        gateways.declared(pass.workload()).ifPresent(declared -> {
            status.neighborhood(pass.model(), after, gateways.neighborhood(declared));
            status.busy(after, gateways.busyConfigMaps(declared, clock.instant()));
        });
        status.protection(
                pass.model(),
                after,
                operator.isPaused(),
                gateways.incidents(pass.workload()).incidents());
        return new Report(after, breaker, owners.readWhenDue(pass.workload()));
    }

    /** Returns when to report again though nothing happens; null: never. Rollbacks leave the breaker's window without an event. */
    Duration recheck(Report report) {
        BreakerState breaker = report.breaker();
        return Delay.shortest(
                breaker.changes() == null ? null : Duration.between(clock.instant(), breaker.changes()),
                Delay.shortest(leftovers.recheck(report.status().leftovers), report.owners()));
    }
}
