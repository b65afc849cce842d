package dev.lastgood.reconcile.model;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes the rows of retrain runs beside the reconcile. */
@ApplicationScoped
public class RunRecorder {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final IncidentRecords records;
    private final BackgroundThreads threads;
    private final Outbox<String, RecordResult> outbox;

    public RunRecorder(IncidentRecords records, BackgroundThreads threads, OutboxFactory outboxes) {
        this.records = records;
        this.threads = threads;
        this.outbox = outboxes.ofModels(new Pause<>(PAUSE, result -> result.state() == StepState.Pending));
    }

    /** Returns what came of the model's runs and is not in its status yet, by {@link RunRecord#key}. */
    Map<String, RecordResult> results(ModelDeployment model) {
        return outbox.results(Owner.of(model));
    }

    /** These results are in the status. */
    void acknowledge(ModelDeployment model, Map<String, RecordResult> recorded) {
        outbox.acknowledge(Owner.of(model), recorded);
    }

    void submit(ModelDeployment model, List<RunRecord> wanted) {
        for (RunRecord run : wanted) {
            outbox.submit(
                    threads.database(),
                    new Work<>(Owner.of(model), run.key(), "run " + run.key(), () -> records.recordRetrain(run)));
        }
    }
}
