package dev.lastgood.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.ledger.RevisionAudit;
import dev.lastgood.decide.ledger.RevisionAudit.Came;
import dev.lastgood.decide.ledger.RevisionAudit.Due;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.record.AuditRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Has what people say of revisions written beside the reconcile, once it stands in the status. */
@ApplicationScoped
public class RevisionAuditor {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AuditRecords records;
    private final RecordWorker worker;
    private final Wakeups wakeups;
    private final Map<String, Came> came = new ConcurrentHashMap<>();
    /** Under way, or in vain a moment ago; each event around the model would be one more try. */
    private final Cache<List<UUID>, Boolean> tried =
            Caffeine.newBuilder().expireAfterWrite(PAUSE).maximumSize(100_000).build();

    public RevisionAuditor(AuditRecords records, RecordWorker worker, Wakeups wakeups) {
        this.records = records;
        this.worker = worker;
        this.wakeups = wakeups;
    }

    /** Completes the status. */
    Due advance(ModelDeployment model, ModelDeploymentStatus status, List<Revision> revisions) {
        return RevisionAudit.advance(
                model, status, revisions, came.get(model.getMetadata().getUid()));
    }

    /** {@code due} stands in the status, and what came before does, too. */
    void written(ModelDeployment model, Due due) {
        String uid = model.getMetadata().getUid();
        if (due.rows().isEmpty()) {
            came.remove(uid);
            return;
        }
        List<UUID> key = due.rows().stream().map(AuditRow::id).toList();
        if (tried.asMap().putIfAbsent(key, true) == null
                && !worker.execute("audit of revisions of " + uid, () -> write(model, due.rows(), key))) {
            tried.invalidate(key);
        }
    }

    private void write(ModelDeployment model, List<AuditRow> rows, List<UUID> key) {
        RecordResult result = records.add(model.getMetadata().getNamespace(), model.modelId(), rows);
        if (result.state() != StepState.Pending) {
            tried.invalidate(key);
        }
        came.put(model.getMetadata().getUid(), new Came(rows, result));
        wakeups.wakeModel(
                model.getMetadata().getNamespace(), model.getMetadata().getName());
    }
}
