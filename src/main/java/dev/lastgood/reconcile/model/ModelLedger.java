package dev.lastgood.reconcile.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.ledger.RevisionAudit;
import dev.lastgood.decide.review.BiasCadence;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.run.RunDecision;
import dev.lastgood.decide.run.RunRules;
import dev.lastgood.lib.Delay;
import dev.lastgood.observe.kube.WatchedJobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Keeps a model's records in Postgres: its runs, its reviews for bias, and what people say of its revisions. */
@ApplicationScoped
public class ModelLedger {

    /**
     * What follows the status that was completed.
     *
     * @param recheck when to look again though nothing happens, null: never
     * @param whenWritten to be called once the status is written: the intent comes first
     */
    record Due(Duration recheck, Runnable whenWritten) {}

    private final WatchedJobs jobs;
    private final RunRecorder recorder;
    private final BiasReviewCalendar reviews;
    private final RevisionAuditor auditor;
    private final RunRules runRules;

    public ModelLedger(
            WatchedJobs jobs, RunRecorder recorder, BiasReviewCalendar reviews, RevisionAuditor auditor, Clock clock) {
        this.jobs = jobs;
        this.recorder = recorder;
        this.reviews = reviews;
        this.auditor = auditor;
        this.runRules = new RunRules(clock);
    }

    /** Completes the status of a model whose workload is missing: only its runs go on. */
    Due advanceRuns(ModelDeployment model, ModelDeploymentStatus status) {
        Map<String, RecordResult> came = recorder.results(model);
        RunDecision runs = runRules.advance(model, jobs.of(model), came);
        status.runs = runs.runs();
        return new Due(runs.recheck(), () -> {
            recorder.acknowledge(model, came);
            recorder.submit(model, runs.records());
        });
    }

    /** Completes the status. */
    Due advance(ModelDeployment model, ModelDeploymentStatus status, List<Revision> revisions) {
        BiasCadence.Due review = reviews.advance(model, status);
        RevisionAudit.Due audit = auditor.advance(model, status, revisions);
        Due runs = advanceRuns(model, status);
        Duration recheck = Delay.shortest(review.recheck(), audit.recheck());
        return new Due(Delay.shortest(recheck, runs.recheck()), () -> {
            runs.whenWritten().run();
            reviews.written(model, review);
            auditor.written(model, audit);
        });
    }
}
