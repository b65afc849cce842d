package dev.lastgood.record;

import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.EvidenceRow;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What stands in the ledger, newest first, page by page. Nothing is thrown, and each method blocks. */
@Singleton
public final class LedgerQueries {

    /** The most rows of a page. */
    public static final int LIMIT = 500;

    /**
     * What is asked for.
     *
     * @param namespaces those that the caller may see; none: nothing is found
     * @param modelId null: all
     * @param incident its name, null: all
     * @param since null: from the beginning
     * @param limit rows of a page, from 1 to {@link #LIMIT}; others are brought in there
     * @param after where the page before ended ({@link Page#next}), null: from the newest
     */
    public record Query(
            Set<String> namespaces, String modelId, String incident, Instant since, int limit, Cursor after) {}

    /** The last row of a page. */
    public record Cursor(Instant at, String id) {

        /**
         * Returns what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException where it is none
         */
        public static Cursor parse(String text) {
            String[] parts = text.split("/", 2);
            try {
                if (parts.length == 2 && parts[0].matches("[0-9]{4}-[!-~]{1,30}")) {
                    return new Cursor(
                            Instant.parse(parts[0]), UUID.fromString(parts[1]).toString());
                }
            } catch (DateTimeException | IllegalArgumentException e) {
                // said below
            }
            throw new IllegalArgumentException("this is no place in a list: write what next said");
        }

        @Override
        public String toString() {
            return at + "/" + id;
        }
    }

    /**
     * Some rows.
     *
     * @param next where the following page begins, null: there is none
     * @param trouble why there are none (DatabaseUnavailable, DatabaseNotConfigured, DatabaseMisconfigured), else null
     */
    public record Page<T>(List<T> rows, Cursor next, RecordResult trouble) {}

    /** One entry of the audit, and what it is about. */
    public record Audited(AuditSubject subject, AuditRow row) {}

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Database database;

    @Inject
    public LedgerQueries(IncidentRecords records) {
        this.database = records.database();
    }

    public Page<Audited> audit(Query query) {
        return page(
                query,
                "at",
                "id",
                "uuid",
                """
                SELECT at, id::text, namespace, model_id, incident, incident_uid, actor, way, action, reason, before::text,
                    after::text FROM {ledger}.audit""",
                row -> new Audited(
                        new AuditSubject(row.getString(3), row.getString(4), row.getString(5), row.getString(6), null),
                        new AuditRow(
                                UUID.fromString(row.getString(2)),
                                instant(row),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9),
                                row.getString(10),
                                row.getString(11),
                                row.getString(12))));
    }

    public Page<EvidenceRow> evidence(Query query) {
        return page(
                query,
                "created_at",
                "incident_uid",
                "text",
                """
                SELECT created_at, incident_uid, evidence_id, artifact, location, control_mapping, owner, last_reviewed
                FROM {ledger}.evidence""",
                row -> new EvidenceRow(
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8)));
    }

    private <T> Page<T> page(Query query, String at, String id, String idType, String select, Reading<T> reading) {
        int limit = Math.max(1, Math.min(LIMIT, query.limit()));
        StringBuilder sql = new StringBuilder(select).append(" WHERE namespace = ANY (?)");
        List<String> values = new ArrayList<>();
        filter(sql, values, " AND model_id = ?", query.modelId());
        filter(sql, values, " AND incident = ?", query.incident());
        filter(sql, values, " AND " + at + " >= ?::timestamptz", query.since());
        if (query.after() != null) {
            sql.append(" AND (" + at + ", " + id + ") < (?::timestamptz, ?::" + idType + ")");
            values.add(query.after().at().toString());
            values.add(query.after().id());
        }
        sql.append(" ORDER BY " + at + " DESC, " + id + " DESC LIMIT " + (limit + 1));
        return database.transact(
                session -> {
                    try (PreparedStatement statement = session.ours(sql.toString())) {
                        statement.setArray(
                                1,
                                session.connection()
                                        .createArrayOf(
                                                "text", query.namespaces().toArray()));
                        for (int i = 0; i < values.size(); i++) {
                            statement.setString(i + 2, values.get(i));
                        }
                        return read(statement, limit, reading);
                    }
                },
                trouble -> new Page<>(List.of(), null, trouble));
    }

    private static <T> Page<T> read(PreparedStatement statement, int limit, Reading<T> reading) throws SQLException {
        List<T> found = new ArrayList<>();
        Cursor last = null;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (found.size() == limit) {
                    return new Page<>(List.copyOf(found), last, null);
                }
                found.add(reading.read(rows));
                last = new Cursor(instant(rows), rows.getString(2));
            }
        }
        return new Page<>(List.copyOf(found), null, null);
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject(1, java.time.OffsetDateTime.class).toInstant();
    }

    private static void filter(StringBuilder sql, List<String> values, String condition, Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value.toString());
        }
    }
}
