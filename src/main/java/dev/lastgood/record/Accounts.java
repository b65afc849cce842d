package dev.lastgood.record;

import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.decide.task.IncidentFacts;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** The statements that write the audit and the evidence register, within one transaction. */
final class Accounts {

    private final Database.Session session;

    Accounts(Database.Session session) {
        this.session = session;
    }

    /** Adds what is not there; what is there stays as it was told first. */
    void add(AuditSubject subject, List<AuditRow> rows) throws SQLException {
        try (PreparedStatement insert = session.ours(
                """
                INSERT INTO {ledger}.audit (id, at, namespace, model_id, incident, incident_uid, actor, way, action, reason,
                    before, after, fencing_epoch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (AuditRow row : rows) {
                insert.setString(1, row.id().toString());
                insert.setString(2, row.at().toString());
                insert.setString(3, subject.namespace());
                insert.setString(4, subject.modelId());
                insert.setString(5, subject.incident());
                insert.setString(6, subject.incidentUid());
                insert.setString(7, StoredText.of(row.actor(), 256));
                insert.setString(8, row.way());
                insert.setString(9, row.action());
                insert.setString(10, row.reason());
                insert.setString(11, row.before());
                insert.setString(12, row.after());
                insert.setObject(13, subject.fencingEpoch(), Types.BIGINT);
                insert.executeUpdate(); // not a batch: they are few
            }
        }
    }

    /** Writes the incident's row of the register where it says something new. */
    void put(IncidentFacts facts, EvidenceRow row) throws SQLException {
        try (PreparedStatement upsert = session.ours(
                """
                INSERT INTO {ledger}.evidence AS known (incident_uid, evidence_id, namespace, model_id, incident, artifact,
                    location, control_mapping, owner, last_reviewed, fencing_epoch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (incident_uid) DO UPDATE SET artifact = EXCLUDED.artifact, location = EXCLUDED.location,
                    control_mapping = EXCLUDED.control_mapping, owner = EXCLUDED.owner,
                    last_reviewed = EXCLUDED.last_reviewed, fencing_epoch = EXCLUDED.fencing_epoch, updated_at = now()
                WHERE (known.artifact, known.location, known.control_mapping, known.owner, known.last_reviewed)
                    IS DISTINCT FROM (EXCLUDED.artifact, EXCLUDED.location, EXCLUDED.control_mapping, EXCLUDED.owner,
                    EXCLUDED.last_reviewed)""")) {
            upsert.setString(1, facts.uid());
            upsert.setString(2, row.evidenceId());
            upsert.setString(3, facts.incident().namespace());
            upsert.setString(4, facts.modelId());
            upsert.setString(5, facts.incident().name());
            upsert.setString(6, text(row.artifact()));
            upsert.setString(7, StoredText.of(row.location(), 4096));
            upsert.setString(8, text(row.controlMapping()));
            upsert.setString(9, text(row.owner()));
            upsert.setString(10, text(row.lastReviewed()));
            upsert.setLong(11, facts.fencingEpoch());
            upsert.executeUpdate();
        }
    }

    private static String text(String text) {
        return text == null ? "" : StoredText.of(text, 1024);
    }
}
