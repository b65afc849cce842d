package dev.lastgood.record;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code ai_model_bias_reviews}, within one transaction. */
final class BiasReviewTable {

    /**
     * A review that stands there.
     *
     * @param due as Postgres writes it
     * @param dueBefore likewise, null: it was made now, or asked for before
     * @param moved it stood there before
     */
    record Review(String id, String due, String dueBefore, boolean moved) {}

    /**
     * A review as somebody wants it.
     *
     * @param id of its row if there is no pending review
     */
    record Draft(UUID id, String modelId, Instant due, ReviewChecklist checklist, Cause cause) {}

    /** Why there is a review: a run and a trace; null each if there is none. */
    record Cause(UUID runId, String traceId) {

        static final Cause SCHEDULE = new Cause(null, null);

        private String run() {
            return runId == null ? null : runId.toString();
        }
    }

    private final Database.Session session;
    private final ExternalTable reviews;

    /** @throws MisconfiguredException if the table is missing or may not be used */
    BiasReviewTable(Database.Session session) throws SQLException, MisconfiguredException {
        this.session = session;
        this.reviews = session.reviews();
    }

    /** Moves the model's newest pending review to {@code due} unless it is earlier; makes one where there is none. */
    Review bring(Draft draft) throws SQLException {
        Optional<Review> pending = pending(draft.modelId());
        if (pending.isEmpty()) {
            return inserted(draft);
        }
        try (PreparedStatement update = session.on(
                reviews,
                """
                UPDATE {table} SET {scheduled_for} = LEAST({scheduled_for}, ?), {run_id} = coalesce(?, {run_id}),
                    {trace_id} = coalesce(?, {trace_id})
                WHERE {id} = ? RETURNING {id}::text, {scheduled_for}::text""")) {
            update.setString(1, draft.due().toString());
            update.setString(2, draft.cause().run());
            update.setString(3, ModelRunTable.traceFor(reviews, draft.cause().traceId()));
            update.setString(4, pending.get().id());
            return one(update, pending.get());
        }
    }

    /** Moves the model's newest pending review as somebody asks for it, and says what it is to say now. */
    Review set(Draft draft) throws SQLException {
        Optional<Review> pending = pending(draft.modelId());
        if (pending.isEmpty()) {
            return inserted(draft);
        }
        try (PreparedStatement update = session.on(
                reviews,
                """
                UPDATE {table} SET {scheduled_for} = ?, {run_id} = ?, {trace_id} = coalesce(?, {trace_id}),
                    {stakeholders} = ?, {checklist_url} = ?
                WHERE {id} = ? RETURNING {id}::text, {scheduled_for}::text""")) {
            update.setString(1, draft.due().toString());
            update.setString(2, draft.cause().run());
            update.setString(3, ModelRunTable.traceFor(reviews, draft.cause().traceId()));
            update.setArray(4, texts(draft.checklist().stakeholders()));
            update.setString(5, reviews.fit("checklist_url", draft.checklist().url()));
            update.setString(6, pending.get().id());
            return one(update, pending.get());
        }
    }

    private static Review one(PreparedStatement update, Review before) throws SQLException {
        try (ResultSet row = update.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("row-level security hides the review that was to be moved", "42501");
            }
            return new Review(row.getString(1), row.getString(2), before.due(), true);
        }
    }

    private Review inserted(Draft draft) throws SQLException {
        insert(draft);
        return new Review(draft.id().toString(), draft.due().toString(), null, false);
    }

    /** @return false where a row with that id was there */
    boolean insert(Draft draft) throws SQLException {
        try (PreparedStatement insert = session.on(
                reviews,
                """
                INSERT INTO {table} ({id}, {model_id}, {run_id}, {status}, {scheduled_for}, {stakeholders},
                    {checklist_url}, {trace_id})
                VALUES (?, ?, ?, 'pending', ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, draft.id().toString());
            insert.setString(2, draft.modelId());
            insert.setString(3, draft.cause().run());
            insert.setString(4, draft.due().toString());
            insert.setArray(5, texts(draft.checklist().stakeholders()));
            insert.setString(6, reviews.fit("checklist_url", draft.checklist().url()));
            insert.setString(7, ModelRunTable.traceFor(reviews, draft.cause().traceId()));
            return insert.executeUpdate() == 1;
        }
    }

    /** @return the review that a run asked for */
    Optional<Review> of(UUID runId) throws SQLException {
        try (PreparedStatement query = session.on(
                reviews, "SELECT {id}::text, {scheduled_for}::text FROM {table} WHERE {run_id} = ? LIMIT 1")) {
            query.setString(1, runId.toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Review(row.getString(1), row.getString(2), null, true))
                        : Optional.empty();
            }
        }
    }

    /** Locked, so that two who move it take turns. */
    private Optional<Review> pending(String modelId) throws SQLException {
        try (PreparedStatement query = session.on(
                reviews,
                """
                SELECT {id}::text, {scheduled_for}::text FROM {table} WHERE {model_id} = ? AND {status}::text = 'pending'
                ORDER BY {scheduled_for} DESC NULLS FIRST, {id} LIMIT 1 FOR UPDATE""")) {
            query.setString(1, modelId);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Review(row.getString(1), row.getString(2), null, true))
                        : Optional.empty();
            }
        }
    }

    private java.sql.Array texts(List<String> texts) throws SQLException {
        Object[] stored = texts.stream().map(t -> StoredText.of(t, 256)).toArray();
        return session.connection().createArrayOf("text", stored);
    }
}
