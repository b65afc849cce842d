package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.review.ScheduledReview;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.AuditWay;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reviews for bias that no incident asks for. Nothing is thrown, and each method blocks as {@link IncidentRecords} does. */
@Singleton
public final class BiasReviewRecords {

    /**
     * What a person asks for.
     *
     * @param idempotencyKey asked twice with the same one, it is done once; null: each is another one
     */
    public record Request(
            String namespace,
            String modelId,
            Instant due,
            ReviewChecklist checklist,
            Asker asker,
            String idempotencyKey) {}

    /**
     * Who asks, and why.
     *
     * @param user for the audit
     * @param triggeredBy what the run's row says of who asked; null: lastgood
     */
    public record Asker(String user, String triggeredBy, String reason, String traceId) {}

    /**
     * What came of it.
     *
     * @param result Done, or why nothing was done (DatabaseUnavailable, DatabaseNotConfigured, DatabaseMisconfigured)
     * @param due when the review is due, as Postgres writes it
     */
    public record Answer(RecordResult result, UUID runId, UUID reviewId, String due) {}

    private final Database database;

    @Inject
    public BiasReviewRecords(IncidentRecords records) {
        this.database = records.database();
    }

    /** Writes the row of a review by schedule, where it is not there. @return Done with BiasReviewScheduled */
    public RecordResult schedule(ScheduledReview review) {
        return database.transact(
                session -> {
                    new BiasReviewTable(session)
                            .insert(new BiasReviewTable.Draft(
                                    review.id(),
                                    review.modelId(),
                                    review.due(),
                                    new ReviewChecklist(review.stakeholders(), review.checklistUrl()),
                                    BiasReviewTable.Cause.SCHEDULE));
                    return new RecordResult(
                            StepState.Done,
                            Reason.BiasReviewScheduled,
                            "The review of " + review.due() + " stands as " + review.id());
                },
                trouble -> trouble);
    }

    /** Makes a run of action bias_review (queued), and moves the model's newest pending review or makes one. */
    public Answer request(Request asked) {
        UUID runId = asked.idempotencyKey() == null ? UUID.randomUUID() : id("run", asked);
        return database.transact(
                session -> {
                    BiasReviewTable reviews = new BiasReviewTable(session);
                    Optional<BiasReviewTable.Review> before =
                            queue(session, runId, asked) ? Optional.empty() : reviews.of(runId);
                    BiasReviewTable.Review review = before.isPresent()
                            ? before.get()
                            : reviews.set(new BiasReviewTable.Draft(
                                    asked.idempotencyKey() == null ? UUID.randomUUID() : id("review", asked),
                                    asked.modelId(),
                                    asked.due(),
                                    asked.checklist(),
                                    new BiasReviewTable.Cause(
                                            runId, asked.asker().traceId())));
                    if (before.isEmpty()) {
                        new Accounts(session)
                                .add(
                                        AuditSubject.model(asked.namespace(), asked.modelId()),
                                        List.of(audit(runId, review, asked)));
                    }
                    Reason reason = review.moved() ? Reason.BiasReviewMoved : Reason.BiasReviewScheduled;
                    return new Answer(
                            new RecordResult(
                                    StepState.Done, reason, "Review " + review.id() + " is due " + review.due()),
                            runId,
                            UUID.fromString(review.id()),
                            review.due());
                },
                trouble -> new Answer(trouble, null, null, null));
    }

    /** @return false where this run was asked for before */
    private static boolean queue(Database.Session session, UUID runId, Request asked) throws SQLException {
        ExternalTable runs = session.tables().runs();
        try (PreparedStatement insert = session.on(
                runs,
                """
                INSERT INTO {table} ({id}, {model_id}, {action}, {status}, {triggered_by}, {trace_id}, {reason},
                    {created_at}, {updated_at})
                VALUES (?, ?, 'bias_review', 'queued', ?, ?, ?, now(), now()) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, runId.toString());
            insert.setString(2, asked.modelId());
            insert.setString(
                    3,
                    runs.fit(
                            "triggered_by",
                            asked.asker().triggeredBy() == null
                                    ? ModelRunTable.OURS
                                    : asked.asker().triggeredBy()));
            insert.setString(4, ModelRunTable.traceFor(runs, asked.asker().traceId()));
            insert.setString(
                    5,
                    asked.asker().reason() == null
                            ? null
                            : runs.fit("reason", asked.asker().reason()));
            return insert.executeUpdate() == 1;
        }
    }

    private static AuditRow audit(UUID runId, BiasReviewTable.Review review, Request asked) {
        return AuditRow.of(
                "bias-review/" + runId,
                Instant.now(),
                asked.asker().user(),
                AuditWay.REST,
                "bias-review",
                (review.moved() ? Reason.BiasReviewMoved : Reason.BiasReviewScheduled).name(),
                review.dueBefore() == null ? null : Map.of("review", review.id(), "due", review.dueBefore()),
                Map.of("review", review.id(), "due", review.due(), "run", runId.toString()));
    }

    private static UUID id(String what, Request asked) {
        String key =
                "bias-review/" + what + "/" + asked.namespace() + "/" + asked.modelId() + "/" + asked.idempotencyKey();
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }
}
