package dev.lastgood.reconcile.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.reconcile.HandBack;
import dev.lastgood.reconcile.Passes;
import dev.lastgood.reconcile.Waiting;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the memory of a gateway: takes snapshots, lets revisions earn Good, and says how it stands. */
@ControllerConfiguration(name = "modeldeployment", generationAwareEventProcessing = false)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 60_000)
public class ModelDeploymentReconciler implements Reconciler<ModelDeployment> {

    private final Passes passes;
    private final WatchedModels models;
    private final RevisionKeeping revisions;
    private final QuarantineUpkeep quarantine;
    private final ReturnOpening returns;
    private final ProbeSampling probes;
    private final HandBack handBack;
    private final RecreatedUpkeep recreated;
    private final PrunedConfigMaps pruned;
    private final RollbackChecks rollbacks;
    private final ModelReport report;
    private final ModelRecording recording;

    ModelDeploymentReconciler(
            Passes passes,
            WatchedModels models,
            RevisionKeeping revisions,
            QuarantineUpkeep quarantine,
            ReturnOpening returns,
            ProbeSampling probes,
            HandBack handBack,
            RecreatedUpkeep recreated,
            PrunedConfigMaps pruned,
            RollbackChecks rollbacks,
            ModelReport report,
            ModelRecording recording) {
        this.passes = passes;
        this.models = models;
        this.revisions = revisions;
        this.quarantine = quarantine;
        this.returns = returns;
        this.probes = probes;
        this.handBack = handBack;
        this.recreated = recreated;
        this.pruned = pruned;
        this.rollbacks = rollbacks;
        this.report = report;
        this.recording = recording;
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        return passes.modelEvents();
    }

    @Override
    public UpdateControl<ModelDeployment> reconcile(ModelDeployment primary, Context<ModelDeployment> context) {
        return passes.run("model", primary, () -> {
            revisions.sweepWhenDue();
            ModelDeployment model = models.newest(primary);
            try {
                Optional<String> problem = models.problem(model);
                return problem.isPresent() ? refuse(model, problem.get()) : begin(model);
            } catch (KubernetesClientException e) {
                ApiRefusal refusal = ApiRefusal.of(e);
                if (refusal == ApiRefusal.Conflict || refusal == ApiRefusal.AlreadyExists) {
                    return Waiting.again();
                }
                throw e;
            }
        });
    }

    /** Nothing can be done until somebody writes it anew, and that is an event. */
    private UpdateControl<ModelDeployment> refuse(ModelDeployment model, String problem) {
        recording.refuse(model, report.invalid(model, problem), problem);
        return UpdateControl.noUpdate();
    }

    private UpdateControl<ModelDeployment> begin(ModelDeployment model) {
        ModelPass pass = report.begin(model);
        if (revisions.isBusy(pass.workload())) {
            return Waiting.again();
        }
        probes.begin(pass.workload());
        PrunedConfigMaps.Outcome restored = pruned.restore(pass.workload());
        if (restored.changing()) {
            return Waiting.again();
        }
        Optional<RevisionDecision> decided = revisions.decide(pass.workload());
        return decided.isPresent()
                ? keep(pass, decided.get(), restored)
                : Waiting.until(recording.recordRuns(model, report.withoutWorkload(pass)));
    }

    /** Remember, keep out, hand back, restore what came back, probe, rehearse, report, record. */
    private UpdateControl<ModelDeployment> keep(
            ModelPass pass, RevisionDecision decided, PrunedConfigMaps.Outcome restored) {
        Optional<RevisionDecision> held = revisions.remember(pass.workload(), decided);
        if (held.isEmpty()) {
            return Waiting.again();
        }
        RevisionDecision decision = held.get();
        QuarantineUpkeep.Kept kept = quarantine.keepOut(pass.workload());
        Duration handedBack = handBack.beginIfDue(pass.workload());
        Duration settled = recreated.settle(pass.workload(), decision);
        returns.openIfDue(pass.model(), pass.workload(), decision);
        Map<String, ProbeState> verdicts = probes.probe(pass.model(), decision.serving());
        RollbackChecks.Checked checked = rollbacks.check(pass.model(), decision);
        ModelReport.Report found = report.of(
                pass, decision, new ModelReport.Answers(kept.view(), checked.outlook(), restored.problem()), verdicts);
        Duration recorded = recording.record(pass.model(), found.status(), decision.revisions());
        return Waiting.until(
                revisions.recheck(decision),
                kept.recheck(),
                handedBack,
                settled,
                restored.recheck(),
                checked.recheck(),
                report.recheck(found),
                recorded);
    }
}
