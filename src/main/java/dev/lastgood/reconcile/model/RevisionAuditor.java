package dev.lastgood.reconcile.model;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.ledger.RevisionAudit;
import dev.lastgood.decide.ledger.RevisionAudit.Came;
import dev.lastgood.decide.ledger.RevisionAudit.Due;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.record.AuditRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Has what people say of revisions written beside the reconcile, once it stands in the status. */
@ApplicationScoped
public class RevisionAuditor {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AuditRecords records;
    private final BackgroundThreads threads;
    private final Outbox<List<UUID>, Came> outbox;

    public RevisionAuditor(AuditRecords records, BackgroundThreads threads, OutboxFactory outboxes) {
        this.records = records;
        this.threads = threads;
        this.outbox = outboxes.ofModels(new Pause<>(PAUSE, RevisionAuditor::isPending));
    }

    /** Completes the status. */
    Due advance(ModelDeployment model, ModelDeploymentStatus status, List<Revision> revisions) {
        Came came = outbox.results(Owner.of(model)).values().stream().findAny().orElse(null);
        return RevisionAudit.advance(model, status, revisions, came);
    }

    /** {@code due} is in the status, and so is every result except one with rows that are still due. */
    void written(ModelDeployment model, Due due) {
        Owner owner = Owner.of(model);
        List<UUID> rows = ids(due.rows());
        Map<List<UUID>, Came> recorded = new HashMap<>(outbox.results(owner));
        recorded.entrySet().removeIf(one -> !isPending(one.getValue()) && !Collections.disjoint(one.getKey(), rows));
        outbox.acknowledge(owner, recorded);
        if (!rows.isEmpty()) {
            outbox.submit(
                    threads.database(),
                    new Work<>(owner, rows, "audit of revisions of " + owner.uid(), () -> write(model, due.rows())));
        }
    }

    private Came write(ModelDeployment model, List<AuditRow> rows) {
        return new Came(rows, records.add(model.getMetadata().getNamespace(), model.modelId(), rows));
    }

    private static boolean isPending(Came came) {
        return came.result().state() == StepState.Pending;
    }

    private static List<UUID> ids(List<AuditRow> rows) {
        return rows.stream().map(AuditRow::id).toList();
    }
}
