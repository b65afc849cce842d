package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.IncidentFacts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The statements on our own tables, within one transaction. */
final class Ledger {

    private final Database.Session session;

    Ledger(Database.Session session) {
        this.session = session;
    }

    /**
     * Registers the incident and locks its row until the transaction ends, so that two threads or two leaders take turns.
     *
     * @return empty, or why nothing may be written: a newer leader has written for this incident
     */
    Optional<RecordResult> register(IncidentFacts facts) throws SQLException {
        try (PreparedStatement insert = session.ours(
                """
                INSERT INTO {ledger}.incident AS known (uid, attempt, namespace, name, model_id, trigger, severity,
                    detected_at, suspect_revision, suspect_version, fencing_epoch, restored_revision)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?, ?, ?
                WHERE NOT EXISTS (SELECT 1 FROM {ledger}.incident WHERE uid = ? AND fencing_epoch > ?)
                ON CONFLICT (uid, attempt) DO UPDATE SET fencing_epoch = EXCLUDED.fencing_epoch,
                    restored_revision = COALESCE(EXCLUDED.restored_revision, known.restored_revision)
                    WHERE known.fencing_epoch <= EXCLUDED.fencing_epoch""")) {
            insert.setString(1, facts.uid());
            insert.setInt(2, facts.attempt());
            insert.setString(3, facts.incident().namespace());
            insert.setString(4, facts.incident().name());
            insert.setString(5, brief(facts.modelId()));
            insert.setString(6, brief(facts.fault().trigger()));
            insert.setString(7, brief(facts.fault().severity()));
            insert.setString(8, String.valueOf(facts.fault().detectedAt()));
            insert.setString(9, brief(facts.suspect().name()));
            insert.setString(10, brief(facts.suspect().version()));
            insert.setLong(11, facts.fencingEpoch());
            insert.setString(12, brief(facts.suspect().restored()));
            insert.setString(13, facts.uid());
            insert.setLong(14, facts.fencingEpoch());
            if (insert.executeUpdate() == 1) {
                return Optional.empty();
            }
        }
        return Optional.of(new RecordResult(
                StepState.Failed,
                Reason.ChangedMeanwhile,
                "A newer leader has written for this incident; this one (epoch " + facts.fencingEpoch()
                        + ") wrote nothing"));
    }

    /** @return the result of the step if its row is there: its effect is, too */
    Optional<RecordResult> done(String stepId) throws SQLException {
        try (PreparedStatement query = session.ours("SELECT reason, message FROM {ledger}.step WHERE id = ?")) {
            query.setString(1, stepId);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new RecordResult(StepState.Done, reason(row.getString(1)), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    private static Reason reason(String stored) {
        try {
            return Reason.valueOf(stored);
        } catch (IllegalArgumentException e) {
            return Reason.Recorded; // written by a newer version, that knows more reasons
        }
    }

    /** Writes the row of a step whose effect stands in the same transaction. @return what the step says */
    RecordResult done(String stepId, IncidentFacts facts, Reason reason, String message) throws SQLException {
        String text = StoredText.of(message, 1000);
        try (PreparedStatement insert =
                session.ours("INSERT INTO {ledger}.step (id, incident_uid, attempt, reason, message, fencing_epoch)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, stepId);
            insert.setString(2, facts.uid());
            insert.setInt(3, facts.attempt());
            insert.setString(4, reason.name());
            insert.setString(5, text);
            insert.setLong(6, facts.fencingEpoch());
            insert.executeUpdate();
        }
        return new RecordResult(StepState.Done, reason, text);
    }

    /** Marks the incident as one for which something was changed. */
    void acted(IncidentFacts facts) throws SQLException {
        try (PreparedStatement update = session.ours(
                "UPDATE {ledger}.incident SET acted_at = now() WHERE uid = ? AND attempt = ? AND acted_at IS NULL")) {
            update.setString(1, facts.uid());
            update.setInt(2, facts.attempt());
            update.executeUpdate();
        }
    }

    void pin(IncidentFacts facts, PromptEvidence evidence) throws SQLException {
        try (PreparedStatement update = session.ours(
                """
                UPDATE {ledger}.incident SET run_id = ?, trace_id = ?, prompt_digest = ?,
                    prompt_version_system = ?, prompt_version_user = ? WHERE uid = ? AND attempt = ?""")) {
            update.setString(1, evidence.runId());
            update.setString(2, evidence.traceId());
            update.setString(3, evidence.promptDigest());
            update.setString(4, evidence.promptVersions().get("system"));
            update.setString(5, evidence.promptVersions().get("user"));
            update.setString(6, facts.uid());
            update.setInt(7, facts.attempt());
            update.executeUpdate();
        }
    }

    PromptEvidence pinned(IncidentFacts facts) throws SQLException {
        try (PreparedStatement query = session.ours(
                """
                SELECT prompt_digest, trace_id, run_id, prompt_version_system, prompt_version_user
                FROM {ledger}.incident WHERE uid = ? AND attempt = ?""")) {
            query.setString(1, facts.uid());
            query.setInt(2, facts.attempt());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new PromptEvidence(
                        row.getString(1),
                        row.getString(2),
                        versions(row.getString(4), row.getString(5)),
                        row.getString(3));
            }
        }
    }

    /** @return the versions that are there */
    static Map<String, String> versions(String system, String user) {
        Map<String, String> versions = new HashMap<>();
        if (system != null) {
            versions.put("system", system);
        }
        if (user != null) {
            versions.put("user", user);
        }
        return versions;
    }

    /** Reads every incident's key, a few thousand at a time. @return how many */
    int load(KnownIncidents known) throws SQLException {
        int count = 0;
        try (PreparedStatement query = session.ours(
                "SELECT namespace, name, attempt, uid, acted_at IS NOT NULL, suspect_revision, restored_revision"
                        + " FROM {ledger}.incident")) {
            query.setFetchSize(5000);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.add(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getInt(3),
                            rows.getString(4),
                            rows.getBoolean(5),
                            rows.getString(6),
                            rows.getString(7));
                    count++;
                }
            }
        }
        return count;
    }

    /** @return the newest term of a leader that wrote; 0: none has */
    long newestTerm() throws SQLException {
        try (PreparedStatement query = session.ours("SELECT COALESCE(MAX(fencing_epoch), 0) FROM {ledger}.incident");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String brief(String text) {
        return StoredText.of(text, 300);
    }
}
