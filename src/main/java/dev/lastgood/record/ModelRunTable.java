package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.PastRun;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.decide.task.IncidentFacts;
import dev.lastgood.decide.task.Provenance;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code ai_model_runs}, within one transaction. */
final class ModelRunTable {

    /** What stands in {@code triggered_by} of our own rollbacks and retrains that nobody asked for by name. */
    static final String OURS = "lastgood";

    /**
     * The run that made the suspect.
     *
     * @param id null where it was not identified
     * @param why how it was found, or why not
     */
    record Identified(UUID id, String why) {}

    private final Database.Session session;
    private final ExternalTable runs;

    ModelRunTable(Database.Session session) {
        this.session = session;
        this.runs = session.tables().runs();
    }

    /**
     * Finds the run that failed: the one that the incident names; else the newest retrain run of the suspect's version;
     * else the model's only unfinished retrain run. Only runs from before detection, never our own rollbacks, and none
     * rather than a wrong one. A retrain that Lastgood started brought its version like any other.
     */
    Identified identify(IncidentFacts facts) throws SQLException {
        String given = facts.provenance().runId();
        if (given != null && !given.isBlank()) {
            return named(given.strip());
        }
        String model = SqlName.quoted(StoredText.of(facts.modelId(), 100));
        String suspect = facts.suspect().version();
        if (suspect != null) {
            List<UUID> made = retrains(facts, " AND {target_version} = ?", suspect);
            if (!made.isEmpty()) {
                return new Identified(made.get(0), "the newest retrain run of version " + StoredText.of(suspect, 100));
            }
        }
        List<UUID> unfinished = retrains(facts, " AND {status}::text IN ('queued', 'processing')", null);
        if (unfinished.size() == 1) {
            return new Identified(unfinished.get(0), "the only unfinished retrain run of model " + model);
        }
        String many = unfinished.isEmpty() ? "no unfinished retrain run" : "several unfinished retrain runs";
        String version = suspect == null
                ? "the suspect's version is not known"
                : "no retrain run made version " + StoredText.of(suspect, 100);
        return new Identified(
                null,
                "No failed run was identified and none is touched: " + version + ", and model " + model + " had " + many
                        + " before detection. Name the run in spec.runId");
    }

    private static Identified named(String runId) {
        return uuid(runId)
                .map(id -> new Identified(id, "the run of spec.runId"))
                .orElseGet(() -> new Identified(
                        null,
                        "No run is touched: spec.runId is \"" + StoredText.of(runId, 60)
                                + "\"; write the uuid of a row in the table of runs"));
    }

    private static Optional<UUID> uuid(String text) {
        // UUID.fromString takes 1-1-1-1-1 for one; Postgres does not.
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }

    /** The model's newest runs from before detection, ours too, newest first; at most five. */
    List<PastRun> newest(IncidentFacts facts) throws SQLException {
        try (PreparedStatement query = session.on(
                runs,
                """
                SELECT left({id}::text, 36), left({action}::text, 32), left({status}::text, 32),
                    left({target_version}::text, 64), {created_at}::text
                FROM {table} WHERE {model_id} = ? AND {created_at} < ? ORDER BY {created_at} DESC LIMIT 5""")) {
            query.setString(1, facts.modelId());
            query.setString(2, String.valueOf(facts.fault().detectedAt()));
            List<PastRun> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    PastRun run = new PastRun();
                    run.id = rows.getString(1);
                    run.action = rows.getString(2);
                    run.status = rows.getString(3);
                    run.targetVersion = rows.getString(4);
                    run.createdAt = rows.getString(5);
                    found.add(run);
                }
            }
            return found;
        }
    }

    /** The model's newest runs, ours too, newest first. */
    List<RunRow> history(String modelId, int limit) throws SQLException {
        try (PreparedStatement query = session.on(
                runs,
                """
                SELECT {id}::text, {action}::text, {status}::text, {target_version}::text, {triggered_by}::text,
                    {created_at}::text, {completed_at}::text, left({error_message}::text, 2000)
                FROM {table} WHERE {model_id} = ? ORDER BY {created_at} DESC LIMIT ?""")) {
            query.setString(1, modelId);
            query.setInt(2, limit);
            List<RunRow> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new RunRow(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6),
                            rows.getString(7),
                            rows.getString(8)));
                }
            }
            return found;
        }
    }

    private List<UUID> retrains(IncidentFacts facts, String condition, String value) throws SQLException {
        try (PreparedStatement query = session.on(
                runs,
                """
                SELECT {id}::text FROM {table} WHERE {model_id} = ? AND {action}::text = 'retrain'
                AND {created_at} < ?"""
                        + condition + " ORDER BY {created_at} DESC LIMIT 2")) {
            query.setString(1, facts.modelId());
            query.setString(2, String.valueOf(facts.fault().detectedAt()));
            if (value != null) {
                query.setString(3, value);
            }
            List<UUID> ids = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(UUID.fromString(rows.getString(1)));
                }
            }
            return ids;
        }
    }

    /** Marks a run of the incident's model as failed. @return Done, or why nothing was changed */
    RecordResult fail(UUID id, String errorMessage, IncidentFacts facts) throws SQLException {
        try (PreparedStatement update = session.on(
                runs,
                """
                UPDATE {table} SET {status} = 'failed', {error_message} = ?,
                    {completed_at} = coalesce({completed_at}, now()), {updated_at} = now()
                WHERE {id} = ? AND {model_id} = ?
                AND ({triggered_by}::text IS DISTINCT FROM 'lastgood' OR {action}::text = 'retrain')
                AND ({action}::text IS DISTINCT FROM 'rollback' OR substr({id}::text, 15, 1) <> '3')
                AND {status} IS DISTINCT FROM 'failed' RETURNING {id}""")) {
            update.setString(1, runs.fit("error_message", errorMessage));
            update.setString(2, id.toString());
            update.setString(3, facts.modelId());
            try (ResultSet row = update.executeQuery()) {
                if (row.next()) {
                    return new RecordResult(StepState.Done, Reason.RunMarkedFailed, "Run " + id + " is marked failed");
                }
            }
        }
        return whyNot(id, facts);
    }

    private RecordResult whyNot(UUID id, IncidentFacts facts) throws SQLException {
        try (PreparedStatement query = session.on(
                runs,
                "SELECT {model_id}::text, {status}::text, {triggered_by}::text, {action}::text FROM {table} WHERE {id} = ?")) {
            query.setString(1, id.toString());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return refused(
                            Reason.RunNotFound,
                            "Run " + id + " was not marked failed: either there is no such row in " + runs.name()
                                    + ", or row-level security hides it from role " + SqlName.quoted(session.role())
                                    + ". Check spec.runId, and the policies of the table");
                }
                if (!facts.modelId().equals(row.getString(1))) {
                    return refused(
                            Reason.RunNotFound,
                            "Run " + id + " belongs to model " + SqlName.quoted(StoredText.of(row.getString(1), 100))
                                    + ", not to " + SqlName.quoted(StoredText.of(facts.modelId(), 100))
                                    + "; nothing was changed. Write a run of this model in spec.runId, or leave it out");
                }
                if (OURS.equals(row.getString(3)) && !"retrain".equals(row.getString(4))
                        || isOurRollback(id, row.getString(4))) {
                    return refused(
                            Reason.RunNotFound,
                            "Run " + id + " is one of Lastgood's own rollbacks, not the run that failed; nothing was"
                                    + " changed. Write the run that made the bad revision in spec.runId");
                }
                if ("failed".equals(row.getString(2))) {
                    return new RecordResult(
                            StepState.Done,
                            Reason.RunAlreadyFailed,
                            "Run " + id + " was failed already; its error message is left as it was");
                }
                return refused(
                        Reason.DatabaseMisconfigured,
                        "Run " + id + " can be read but not changed: row-level security on " + runs.name()
                                + " has no UPDATE policy for role " + SqlName.quoted(session.role()));
            }
        }
    }

    /** Whoever asked for it: only we give rollbacks ids that are made of names. */
    private static boolean isOurRollback(UUID id, String action) {
        return "rollback".equals(action) && id.version() == 3;
    }

    /** Inserts our own row for a rollback. @return false if another row is in its way */
    boolean insertRollback(UUID id, IncidentFacts facts, String toVersion, String reason, Instant startedAt)
            throws SQLException {
        Provenance from = facts.provenance();
        try (PreparedStatement insert = session.on(
                runs,
                """
                INSERT INTO {table} ({id}, {model_id}, {action}, {status}, {target_version}, {triggered_by}, {git_ref},
                    {trace_id}, {reason}, {created_at}, {updated_at}, {started_at})
                VALUES (?, ?, 'rollback', 'processing', ?, ?, ?, ?, ?, now(), now(), ?)
                ON CONFLICT DO NOTHING""")) {
            insert.setString(1, id.toString());
            insert.setString(2, facts.modelId());
            insert.setString(3, runs.fit("target_version", toVersion));
            insert.setString(4, runs.fit("triggered_by", from.triggeredBy() == null ? OURS : from.triggeredBy()));
            insert.setString(5, runs.fit("git_ref", from.gitRef()));
            insert.setString(6, traceFor(runs, from.traceId()));
            insert.setString(7, runs.fit("reason", reason));
            insert.setString(8, String.valueOf(startedAt));
            return insert.executeUpdate() == 1 || status(id).isPresent();
        }
    }

    /** Makes the row of a retrain, unless it is there, and moves it on to the run's state; never back. @return Done, or why not */
    RecordResult retrain(RunRecord run) throws SQLException {
        insert(run);
        if (run.state() == RunState.Queued || move(run)) {
            return how(run);
        }
        RecordResult how = how(run);
        boolean unchanged = how.state() == StepState.Done && how.reason() == Reason.ChangedMeanwhile;
        return unchanged
                ? refused(
                        Reason.DatabaseMisconfigured,
                        "Run " + run.id() + " can be read but not changed: row-level security on " + runs.name()
                                + " has no UPDATE policy for role " + SqlName.quoted(session.role()))
                : how;
    }

    private void insert(RunRecord run) throws SQLException {
        try (PreparedStatement insert = session.on(
                runs,
                """
                INSERT INTO {table} ({id}, {model_id}, {action}, {status}, {target_version}, {triggered_by}, {git_ref},
                    {trace_id}, {reason}, {created_at}, {updated_at})
                VALUES (?, ?, 'retrain', 'queued', ?, ?, ?, ?, ?, ?, now())
                ON CONFLICT DO NOTHING""")) {
            insert.setString(1, run.id().toString());
            insert.setString(2, run.modelId());
            insert.setString(3, runs.fit("target_version", run.targetVersion()));
            insert.setString(4, runs.fit("triggered_by", run.triggeredBy() == null ? OURS : run.triggeredBy()));
            insert.setString(5, runs.fit("git_ref", run.gitRef()));
            insert.setString(6, traceFor(runs, run.traceId()));
            insert.setString(7, runs.fit("reason", run.reason()));
            insert.setString(8, String.valueOf(run.times().createdAt()));
            insert.executeUpdate();
        }
    }

    private boolean move(RunRecord run) throws SQLException {
        String from = run.state() == RunState.Processing ? "('queued')" : "('queued', 'processing')";
        try (PreparedStatement update = session.on(
                runs,
                """
                UPDATE {table} SET {status} = ?, {started_at} = ?, {completed_at} = ?, {error_message} = ?,
                    {updated_at} = now()
                WHERE {id} = ? AND {model_id} = ? AND {action}::text = 'retrain' AND {status}::text IN """
                        + from)) {
            update.setString(1, word(run.state()));
            update.setString(2, text(run.times().startedAt()));
            update.setString(3, text(run.times().finishedAt()));
            update.setString(4, runs.fit("error_message", run.errorMessage()));
            update.setString(5, run.id().toString());
            update.setString(6, run.modelId());
            return update.executeUpdate() == 1;
        }
    }

    /** How the row stands: Recorded as it should be or further on, ChangedMeanwhile where it is still behind. */
    private RecordResult how(RunRecord run) throws SQLException {
        try (PreparedStatement query = session.on(
                runs, "SELECT {model_id}::text, {action}::text, {status}::text FROM {table} WHERE {id} = ?")) {
            query.setString(1, run.id().toString());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return refused(
                            Reason.DatabaseMisconfigured,
                            "Run " + run.id() + " has no row in " + runs.name()
                                    + ": another row has the same value in a unique column, or row-level security hides ours");
                }
                if (!run.modelId().equals(row.getString(1)) || !"retrain".equals(row.getString(2))) {
                    return refused(
                            Reason.RunNotFound,
                            "Row " + run.id() + " is not that of this retrain; it is left as it is");
                }
                String status = row.getString(3);
                boolean behind =
                        run.state().isOver() && List.of("queued", "processing").contains(status)
                                || run.state() == RunState.Processing && "queued".equals(status);
                return new RecordResult(
                        StepState.Done,
                        behind ? Reason.ChangedMeanwhile : Reason.Recorded,
                        "Run " + run.id() + " is " + StoredText.of(status, 32));
            }
        }
    }

    private static String word(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    /** A trace that the column cannot hold (a uuid column, and no uuid) is left out rather than failing the row. */
    static String traceFor(ExternalTable table, String traceId) {
        boolean uuid = table.type("trace_id").equals("uuid");
        return traceId == null || uuid && !traceId.matches("[0-9a-fA-F]{32}|[0-9a-fA-F-]{36}")
                ? null
                : table.fit("trace_id", traceId);
    }

    /** @return true if the row was processing and is ended now */
    boolean finish(UUID id, boolean succeeded, String errorMessage, Instant at) throws SQLException {
        try (PreparedStatement update = session.on(
                runs,
                """
                UPDATE {table} SET {status} = ?, {error_message} = ?, {completed_at} = ?, {updated_at} = now()
                WHERE {id} = ? AND {status}::text = 'processing'""")) {
            update.setString(1, succeeded ? "succeeded" : "failed");
            update.setString(2, succeeded ? null : runs.fit("error_message", errorMessage));
            update.setString(3, String.valueOf(at));
            update.setString(4, id.toString());
            return update.executeUpdate() == 1;
        }
    }

    /** @return the status of a row that is there and visible */
    Optional<String> status(UUID id) throws SQLException {
        try (PreparedStatement query = session.on(runs, "SELECT {status}::text FROM {table} WHERE {id} = ?")) {
            query.setString(1, id.toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static RecordResult refused(Reason reason, String message) {
        return new RecordResult(StepState.Failed, reason, message);
    }
}
