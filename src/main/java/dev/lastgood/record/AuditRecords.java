package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.AuditRow;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The audit of what no incident asks for. Nothing is thrown, and it blocks as {@link IncidentRecords} does. */
@Singleton
public final class AuditRecords {

    private final Database database;

    @Inject
    public AuditRecords(IncidentRecords records) {
        this.database = records.database();
    }

    /**
     * Adds what is not there.
     *
     * @return Done with Audited
     */
    public RecordResult add(String namespace, String modelId, List<AuditRow> rows) {
        return database.transact(
                session -> {
                    new Accounts(session).add(AuditSubject.model(namespace, modelId), rows);
                    return new RecordResult(
                            StepState.Done, Reason.Audited, rows.size() + " entries stand in the ledger");
                },
                trouble -> trouble);
    }
}
