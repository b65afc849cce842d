package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.reconcile.JobStarter;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.reconcile.outbox.WorkPool;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Performs the tasks of incidents beside the reconcile: their rows in Postgres, and their Jobs. */
@ApplicationScoped
public class RecordWorker {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final IncidentRecords records;
    private final JobStarter jobs;
    private final BackgroundThreads threads;
    private final Outbox<String, EvidenceResult> outbox;

    public RecordWorker(IncidentRecords records, JobStarter jobs, BackgroundThreads threads, OutboxFactory outboxes) {
        this.records = records;
        this.jobs = jobs;
        this.threads = threads;
        this.outbox =
                outboxes.ofIncidents(new Pause<>(PAUSE, came -> came.result().state() == StepState.Pending));
    }

    /** Returns the results that the incident's status does not have yet, by attempt and step. */
    Map<String, EvidenceResult> results(AIIncident incident) {
        return outbox.results(Owner.of(incident));
    }

    /** These results are in the status. */
    void acknowledge(AIIncident incident, Map<String, EvidenceResult> recorded) {
        outbox.acknowledge(Owner.of(incident), recorded);
    }

    void submit(List<RecordTask> tasks) {
        for (RecordTask task : tasks) {
            outbox.submit(
                    pool(task),
                    new Work<>(
                            new Owner(
                                    task.facts().uid(),
                                    task.facts().incident().namespace(),
                                    task.facts().incident().name()),
                            task.id().attempt() + "/" + task.id().step(),
                            task.id().toString(),
                            () -> perform(task)));
        }
    }

    private WorkPool pool(RecordTask task) {
        return task instanceof RecordTask.StartJob ? threads.cluster() : threads.database();
    }

    private EvidenceResult perform(RecordTask task) {
        if (task instanceof RecordTask.CollectEvidence) {
            return records.recordEvidence(task.id(), task.facts());
        }
        return new EvidenceResult(record(task), null);
    }

    private RecordResult record(RecordTask task) {
        if (task instanceof RecordTask.StartJob start) {
            return jobs.start(start.order()).result();
        }
        if (task instanceof RecordTask.FailRun failRun) {
            return records.failRun(failRun.id(), failRun.runId(), failRun.errorMessage(), failRun.facts());
        }
        if (task instanceof RecordTask.OpenRollbackRun open) {
            return records.recordRollback(
                    open.id(), open.facts(), open.fromVersion(), open.toVersion(), open.reason(), open.startedAt());
        }
        if (task instanceof RecordTask.BiasReview review) {
            return records.biasReview(
                    review.id(),
                    review.facts(),
                    review.due(),
                    review.stakeholders(),
                    review.checklistUrl(),
                    review.runId());
        }
        if (task instanceof RecordTask.Account account) {
            return records.account(account.facts(), account.rows(), account.register());
        }
        RecordTask.CloseRollbackRun close = (RecordTask.CloseRollbackRun) task;
        return records.finishRollback(
                close.opened(), close.facts(), close.succeeded(), close.errorMessage(), close.at());
    }
}
