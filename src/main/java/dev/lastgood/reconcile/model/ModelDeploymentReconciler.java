package dev.lastgood.reconcile.model;

import dev.lastgood.act.incident.IncidentOpener;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.opening.Opening;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Draining;
import dev.lastgood.reconcile.StatusWriter;
import dev.lastgood.reconcile.Trouble;
import dev.lastgood.reconcile.Waiting;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.WorkloadLocks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Keeps the memory of a gateway: takes snapshots, lets revisions earn Good, and says how it stands. */
@ControllerConfiguration(name = "modeldeployment", generationAwareEventProcessing = false)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 60_000)
public class ModelDeploymentReconciler implements Reconciler<ModelDeployment> {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    /** Pods that start by themselves are no event of their own. */
    private static final Duration PODS_RECHECK = Duration.ofSeconds(10);

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final GatewayObserver gateways;
    private final RevisionBodies bodies;
    private final RevisionStore store;
    private final StatusWriter statusWriter;
    private final Wakeups wakeups;
    private final WorkloadLocks locks;
    private final Announcer announcer;
    private final RevisionSweep sweep;
    private final QuarantineUpkeep quarantine;
    private final EnforcementChecks enforcement;
    private final ProbeSampling probes;
    private final IncidentOpener opener;
    private final ModelLedger ledger;
    private final Draining draining;
    private final RevisionRules rules;
    private final ModelStatus status;
    private final Clock clock;

    public ModelDeploymentReconciler(
            WatchedModels models,
            WatchedIncidents incidents,
            GatewayObserver gateways,
            RevisionBodies bodies,
            RevisionStore store,
            StatusWriter statusWriter,
            Wakeups wakeups,
            WorkloadLocks locks,
            Announcer announcer,
            RevisionSweep sweep,
            QuarantineUpkeep quarantine,
            EnforcementChecks enforcement,
            ProbeSampling probes,
            IncidentOpener opener,
            ModelLedger ledger,
            Draining draining,
            Clock clock) {
        this.models = models;
        this.incidents = incidents;
        this.gateways = gateways;
        this.bodies = bodies;
        this.store = store;
        this.statusWriter = statusWriter;
        this.wakeups = wakeups;
        this.locks = locks;
        this.announcer = announcer;
        this.sweep = sweep;
        this.quarantine = quarantine;
        this.enforcement = enforcement;
        this.probes = probes;
        this.opener = opener;
        this.ledger = ledger;
        this.draining = draining;
        this.rules = new RevisionRules(clock);
        this.status = new ModelStatus(clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        return List.of(wakeups.models());
    }

    @Override
    public UpdateControl<ModelDeployment> reconcile(ModelDeployment primary, Context<ModelDeployment> context) {
        return draining.reconcile(() -> reconcile(primary));
    }

    private UpdateControl<ModelDeployment> reconcile(ModelDeployment primary) {
        sweep.whenDue();
        ModelDeployment model = models.newest(primary);
        try {
            Optional<String> problem = models.problem(model);
            return problem.isPresent() ? refuse(model, problem.get()) : keep(model);
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (refusal == ApiRefusal.Conflict || refusal == ApiRefusal.AlreadyExists) {
                return UpdateControl.<ModelDeployment>noUpdate().rescheduleAfter(LOOK_AGAIN);
            }
            Trouble.log("model", model, e);
            throw e;
        } catch (RuntimeException e) {
            Trouble.log("model", model, e);
            throw e;
        }
    }

    /** Nothing can be done until somebody writes it anew, and that is an event. */
    private UpdateControl<ModelDeployment> refuse(ModelDeployment model, String problem) {
        if (statusWriter.write(model, status.invalid(model, incidents.of(model), problem))) {
            LOG.warnf(
                    "model=%s/%s reason=%s message=\"%s\"",
                    model.getMetadata().getNamespace(),
                    model.getMetadata().getName(),
                    Reason.ConfigurationInvalid,
                    problem);
        }
        return UpdateControl.noUpdate();
    }

    private UpdateControl<ModelDeployment> keep(ModelDeployment model) {
        WorkloadKey workload = WorkloadKey.of(model);
        if (locks.isHeld(workload)) {
            // A rollback is under way, and needs the processor more; what is seen now is old in a moment, too.
            return UpdateControl.<ModelDeployment>noUpdate().rescheduleAfter(LOOK_AGAIN);
        }
        List<AIIncident> own = incidents.of(model);
        probes.begin(workload);
        Optional<GatewayView> view = gateways.view(workload);
        if (view.isEmpty()) {
            ModelDeploymentStatus after = status.withoutWorkload(model, own);
            ModelLedger.Due due = ledger.advanceRuns(model, after);
            statusWriter.write(model, after);
            due.whenWritten().run();
            return recheck(due.recheck());
        }
        RevisionDecision decision = rules.decide(view.get());
        if (!locks.during(workload, () -> carryOut(workload, decision))) {
            return UpdateControl.<ModelDeployment>noUpdate().rescheduleAfter(LOOK_AGAIN);
        }
        prepare(workload, decision);
        List<KeptOut> keptOut = gateways.keptOut(workload);
        Duration untilCheck = enforcement.whenDue(workload, keptOut);
        probes.follow(model, decision.serving());
        Map<String, ProbeState> said = probes.of(model, decision.serving());
        opener.open(Opening.of(model, decision.serving(), said, incidents.of(models.of(workload))));
        ModelDeploymentStatus after = status.of(
                model,
                decision,
                said,
                new QuarantineView(
                        keptOut.stream().map(KeptOut::revision).collect(Collectors.toSet()), enforcement.of(workload)),
                own);
        BreakerState breaker = BreakerState.of(model, gateways.rollbacks(workload), clock.instant());
        status.breaker(model, after, breaker);
        ModelLedger.Due due = ledger.advance(model, after, decision.revisions());
        if (statusWriter.write(model, after)) {
            announcer.announce(model, after);
        }
        due.whenWritten().run();
        Duration untilClosed = breaker.isOpen() ? Duration.between(clock.instant(), breaker.closes()) : null;
        return recheck(decision, untilCheck, untilClosed, due.recheck());
    }

    /** Returns false where something was changed meanwhile. */
    private boolean carryOut(WorkloadKey workload, RevisionDecision decision) {
        boolean asSeen = quarantine.complete(workload);
        if (decision.snapshot() != null) {
            asSeen &= gateways.declared(workload)
                    .map(seen -> store.take(
                            seen.workload(),
                            decision.snapshot(),
                            gateways.configMapNames(seen),
                            seen.settings().ignoredAnnotations()))
                    .orElse(false);
        }
        for (Revision mark : decision.marks()) {
            asSeen &= gateways.revision(workload, mark.name())
                    .map(before -> store.mark(workload.namespace(), before, mark))
                    .orElse(false);
        }
        for (Revision removal : decision.removals()) {
            store.remove(workload.namespace(), removal.name());
        }
        quarantine.narrow(workload, decision.declared());
        return asSeen;
    }

    /** Has what a rollback needs in memory before it is needed. */
    private void prepare(WorkloadKey workload, RevisionDecision decision) {
        if (decision.serving() != null) {
            bodies.prepare(workload.namespace(), decision.serving().name());
        }
        if (decision.lastGood() != null) {
            bodies.prepare(workload.namespace(), decision.lastGood().name());
        }
    }

    /** At the first of these times, where there is one. */
    private static UpdateControl<ModelDeployment> recheck(RevisionDecision decision, Duration... others) {
        boolean podsMayRestart = decision.recheck() == null && decision.rollout() == Reason.ConfigurationNotPickedUp;
        return recheck(
                Stream.concat(Stream.of(decision.recheck(), podsMayRestart ? PODS_RECHECK : null), Stream.of(others))
                        .toArray(Duration[]::new));
    }

    private static UpdateControl<ModelDeployment> recheck(Duration... times) {
        return Stream.of(times)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(first -> UpdateControl.<ModelDeployment>noUpdate().rescheduleAfter(Waiting.atLeast(first)))
                .orElseGet(UpdateControl::noUpdate);
    }
}
