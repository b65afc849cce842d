package dev.lastgood.reconcile;

import dev.lastgood.act.IncidentOpener;
import dev.lastgood.act.RevisionStore;
import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.ModelDeploymentStatus;
import dev.lastgood.decide.BiasCadence;
import dev.lastgood.decide.BreakerState;
import dev.lastgood.decide.GatewayView;
import dev.lastgood.decide.KeptOut;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.Opening;
import dev.lastgood.decide.ProbeState;
import dev.lastgood.decide.QuarantineView;
import dev.lastgood.decide.Reason;
import dev.lastgood.decide.RecordResult;
import dev.lastgood.decide.Revision;
import dev.lastgood.decide.RevisionAudit;
import dev.lastgood.decide.RevisionDecision;
import dev.lastgood.decide.RevisionRules;
import dev.lastgood.decide.RunDecision;
import dev.lastgood.decide.RunRules;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.observe.Bodies;
import dev.lastgood.observe.Gateways;
import dev.lastgood.observe.Watches;
import dev.lastgood.observe.WorkloadKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
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

    private final Watches watches;
    private final Gateways gateways;
    private final Bodies bodies;
    private final RevisionStore store;
    private final StatusWriter statusWriter;
    private final Wakeups wakeups;
    private final WorkloadLocks locks;
    private final Announcer announcer;
    private final RevisionSweep sweep;
    private final QuarantineUpkeep quarantine;
    private final EnforcementChecks enforcement;
    private final Probes probes;
    private final IncidentOpener opener;
    private final BiasReviewCalendar reviews;
    private final RevisionAuditor auditor;
    private final RunRecorder recorder;
    private final Draining draining;
    private final RunRules runRules;
    private final RevisionRules rules;
    private final ModelStatus status;
    private final Clock clock;

    public ModelDeploymentReconciler(
            Watches watches,
            Gateways gateways,
            Bodies bodies,
            RevisionStore store,
            StatusWriter statusWriter,
            Wakeups wakeups,
            WorkloadLocks locks,
            Announcer announcer,
            RevisionSweep sweep,
            QuarantineUpkeep quarantine,
            EnforcementChecks enforcement,
            Probes probes,
            IncidentOpener opener,
            BiasReviewCalendar reviews,
            RevisionAuditor auditor,
            RunRecorder recorder,
            Draining draining,
            Clock clock) {
        this.watches = watches;
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
        this.reviews = reviews;
        this.auditor = auditor;
        this.recorder = recorder;
        this.draining = draining;
        this.runRules = new RunRules(clock);
        this.rules = new RevisionRules(clock);
        this.status = new ModelStatus(clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        recorder.onResult(wakeups::wakeModel);
        return List.of(wakeups.models());
    }

    @Override
    public UpdateControl<ModelDeployment> reconcile(ModelDeployment primary, Context<ModelDeployment> context) {
        return draining.reconcile(() -> reconcile(primary));
    }

    private UpdateControl<ModelDeployment> reconcile(ModelDeployment primary) {
        sweep.whenDue();
        ModelDeployment model = watches.newest(primary);
        try {
            Optional<String> problem = watches.problem(model);
            return problem.isPresent() ? refuse(model, problem.get()) : keep(model);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
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
        if (statusWriter.write(model, status.invalid(model, watches.incidentsOf(model), problem))) {
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
        List<AIIncident> incidents = watches.incidentsOf(model);
        probes.begin(workload);
        Optional<GatewayView> view = gateways.view(workload);
        if (view.isEmpty()) {
            Duration untilRun = write(model, status.withoutWorkload(model, incidents), false);
            return recheck(untilRun);
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
        opener.open(Opening.of(model, decision.serving(), said, watches.incidentsOf(workload)));
        ModelDeploymentStatus after = status.of(
                model,
                decision,
                said,
                new QuarantineView(
                        keptOut.stream().map(KeptOut::revision).collect(Collectors.toSet()), enforcement.of(workload)),
                incidents);
        BreakerState breaker = BreakerState.of(model, gateways.rollbacks(workload), clock.instant());
        status.breaker(model, after, breaker);
        BiasCadence.Due review = reviews.advance(model, after);
        RevisionAudit.Due audit = auditor.advance(model, after, decision.revisions());
        Duration untilRun = write(model, after, true);
        reviews.written(model, review);
        auditor.written(model, audit);
        Duration untilClosed = breaker.isOpen() ? Duration.between(clock.instant(), breaker.closes()) : null;
        return recheck(decision, untilCheck, untilClosed, review.recheck(), audit.recheck(), untilRun);
    }

    /** The status first, with the runs as they stand; then what is to be recorded of them. Returns when to look again. */
    private Duration write(ModelDeployment model, ModelDeploymentStatus after, boolean announced) {
        Map<String, RecordResult> came = recorder.results(model);
        RunDecision runs = runRules.advance(model, watches.jobs(model), came);
        after.runs = runs.runs();
        if (statusWriter.write(model, after) && announced) {
            announcer.announce(model, after);
        }
        recorder.taken(model, came);
        recorder.submit(model, runs.records());
        return runs.recheck();
    }

    /** Returns false where something was changed meanwhile. */
    private boolean carryOut(WorkloadKey workload, RevisionDecision decision) {
        boolean asSeen = quarantine.complete(workload);
        if (decision.snapshot() != null) {
            List<ModelDeployment> models = watches.models(workload);
            asSeen &= watches.workload(workload)
                    .map(seen -> store.take(
                            seen,
                            decision.snapshot(),
                            gateways.configMapNames(seen.template(), workload.namespace(), models),
                            Gateways.ignoredAnnotations(models)))
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
