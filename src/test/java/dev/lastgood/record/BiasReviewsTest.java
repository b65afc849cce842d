package dev.lastgood.record;

import static dev.lastgood.record.Incident.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.review.ScheduledReview;
import dev.lastgood.suite.Slow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Slow
class BiasReviewsTest {

    private static final Incident INCIDENT = Incident.of("a").trace("t-1");
    private static final Instant SOON = Instant.parse("2026-11-25T10:00:00Z");
    private static final Instant LATER = Instant.parse("2027-01-01T09:00:00Z");
    private static final String ALL =
            "SELECT status, scheduled_for AT TIME ZONE 'UTC', stakeholders, checklist_url, run_id, trace_id FROM ai_model_bias_reviews ORDER BY scheduled_for";

    private final RunbookDatabase database = RunbookDatabase.create();
    private final String role = database.role();
    private final IncidentRecords records = new IncidentRecords(twoLogins());
    private final BiasReviewRecords reviews = new BiasReviewRecords(records);

    private DatabaseConfig twoLogins() {
        return database.config(
                "username", role,
                "password", "secret",
                "migration-username", "postgres",
                "migration-password", "postgres");
    }

    @AfterEach
    void close() {
        records.close();
    }

    private RecordResult drift(Incident incident, UUID run) {
        return records.biasReview(
                incident.step("bias-review"),
                incident.facts(),
                SOON,
                List.of("ethics", "it's, {us}"),
                "https://c",
                run);
    }

    private RecordResult schedule(Instant at) {
        return reviews.schedule(new ScheduledReview("ai", "pricing", "pricing", at, List.of("ethics"), "https://c"));
    }

    private BiasReviewRecords.Answer request(String key, Instant at) {
        return reviews.request(new BiasReviewRecords.Request(
                "ai",
                "pricing",
                at,
                new ReviewChecklist(List.of("ada"), "https://asked"),
                new BiasReviewRecords.Asker("person", "ada", "why", "t-2"),
                key));
    }

    @Test
    void aReviewByScheduleHasOneRowHoweverOftenItIsWritten() {
        database.grant(role);
        assertThat(schedule(LATER).reason()).isEqualTo(Reason.BiasReviewScheduled);
        assertThat(schedule(LATER).state()).isEqualTo(StepState.Done);
        assertThat(database.rows(ALL)).containsExactly("pending|2027-01-01 09:00:00|{ethics}|https://c|null|null");
    }

    @Test
    void driftMovesTheNewestPendingReviewAndNamesTheRun() {
        database.grant(role);
        UUID run = database.run("pricing", "retrain", "succeeded", "v2", "ci", BEFORE);
        schedule(LATER);
        assertThat(drift(INCIDENT, run).reason()).isEqualTo(Reason.BiasReviewMoved);
        assertThat(database.rows(ALL))
                .containsExactly("pending|2026-11-25 10:00:00|{ethics}|https://c|" + run + "|t-1");
        schedule(LATER);
        assertThat(database.rows(ALL)).as("the schedule does not make it again").hasSize(1);
    }

    @Test
    void driftMovesNoneThatIsEarlierAndNoneThatIsOver() {
        database.grant(role);
        schedule(SOON.minusSeconds(60));
        drift(INCIDENT, null);
        assertThat(database.rows(ALL)).containsExactly("pending|2026-11-25 09:59:00|{ethics}|https://c|null|t-1");
        database.execute("UPDATE ai_model_bias_reviews SET status = 'completed'");
        assertThat(drift(Incident.of("b"), null).reason()).isEqualTo(Reason.BiasReviewScheduled);
        assertThat(database.rows("SELECT status FROM ai_model_bias_reviews ORDER BY scheduled_for"))
                .containsExactly("completed", "pending");
    }

    @Test
    void onceMoreAfterACrashOrByTwoAtOnceIsOnceOnly() {
        database.grant(role);
        List<CompletableFuture<RecordResult>> all = List.of(
                CompletableFuture.supplyAsync(() -> drift(INCIDENT, null)),
                CompletableFuture.supplyAsync(() -> drift(INCIDENT, null)),
                CompletableFuture.supplyAsync(() -> drift(INCIDENT, null)));
        assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        database.execute("UPDATE ai_model_bias_reviews SET status = 'completed'");
        assertThat(drift(INCIDENT, null).message()).isEqualTo(all.get(0).join().message());
        assertThat(database.rows(ALL)).hasSize(1);
        assertThat(database.rows(ALL).get(0)).contains("{ethics,\"it's, {us}\"}");
    }

    @Test
    void aRunThatIsNotThereIsLeftOut() {
        database.grant(role);
        assertThat(drift(INCIDENT, UUID.randomUUID()).state()).isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT run_id FROM ai_model_bias_reviews")).containsExactly("null");
    }

    @Test
    void withoutTheTableEverythingElseIsRecordedAndItIsFoundOnceItIsThere() {
        database.grant(role);
        database.execute("ALTER TABLE ai_model_bias_reviews RENAME TO away");
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        RecordResult missing = drift(INCIDENT, run);
        assertThat(missing.state()).isEqualTo(StepState.Failed);
        assertThat(missing.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(missing.message())
                .contains("no table \"ai_model_bias_reviews\"", "lastgood.database.bias-reviews.table");
        assertThat(schedule(LATER).reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(records.failRun(INCIDENT.step("run"), run, "bad", INCIDENT.facts())
                        .reason())
                .isEqualTo(Reason.RunMarkedFailed);
        assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.Ready);
        database.execute("ALTER TABLE away RENAME TO ai_model_bias_reviews");
        assertThat(schedule(LATER).state()).isEqualTo(StepState.Done);
    }

    @Test
    void aMissingGrantIsPrintedAndWorksAsPrinted() {
        database.grant(role);
        database.execute("REVOKE ALL ON ai_model_bias_reviews FROM " + role);
        RecordResult refused = schedule(LATER);
        assertThat(refused.message()).contains("\"ai_model_bias_reviews\"", "run GRANT SELECT");
        database.execute(refused.message().substring(refused.message().indexOf("GRANT")));
        assertThat(schedule(LATER).state()).isEqualTo(StepState.Done);
        assertThat(drift(INCIDENT, null).state()).isEqualTo(StepState.Done);
        assertThat(request("k", SOON).result().state()).isEqualTo(StepState.Done);
    }

    @Test
    void namesOfTableAndColumnsAreSettings() {
        database.execute("ALTER TABLE ai_model_bias_reviews RENAME TO reviews");
        database.execute("ALTER TABLE reviews RENAME scheduled_for TO due");
        IncidentRecords renamed = new IncidentRecords(
                database.config("bias-reviews.table", "reviews", "bias-reviews.columns.scheduled-for", "due"));
        assertThat(new BiasReviewRecords(renamed)
                        .schedule(new ScheduledReview("ai", "pricing", "pricing", LATER, List.of(), "https://c"))
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT count(*) FROM reviews WHERE due IS NOT NULL"))
                .containsExactly("1");
        renamed.close();
    }

    @Test
    void aPersonAsksOnceByKeyAndGetsTheSameAnswerAgain() {
        database.grant(role);
        schedule(LATER);
        BiasReviewRecords.Answer first = request("k", SOON);
        assertThat(first.result().reason()).isEqualTo(Reason.BiasReviewMoved);
        BiasReviewRecords.Answer again = request("k", LATER);
        assertThat(again.runId()).isEqualTo(first.runId());
        assertThat(again.reviewId()).isEqualTo(first.reviewId());
        assertThat(again.due()).isEqualTo(first.due());
        assertThat(database.rows("SELECT id, action, status, triggered_by, reason, trace_id FROM ai_model_runs"))
                .containsExactly(first.runId() + "|bias_review|queued|ada|why|t-2");
        assertThat(database.rows(ALL))
                .containsExactly("pending|2026-11-25 10:00:00|{ada}|https://asked|" + first.runId() + "|t-2");
        assertThat(database.rows("SELECT actor, way, action, reason, namespace, incident, before->>'due', after->>'run'"
                        + " FROM lastgood.audit"))
                .containsExactly(
                        "person|REST|bias-review|BiasReviewMoved|ai|null|2027-01-01 09:00:00+00|" + first.runId());
        assertThat(request("other", LATER).runId()).isNotEqualTo(first.runId());
        assertThat(database.rows("SELECT after->>'due' LIKE '2027-01-01%' FROM lastgood.audit"
                        + " WHERE before->>'due' LIKE '2026-11-25%'"))
                .containsExactly("t");
        assertThat(request(null, LATER).runId())
                .isNotEqualTo(request(null, LATER).runId());
    }

    @Test
    void withoutADatabaseARequestSaysSo() {
        IncidentRecords none = new IncidentRecords(RunbookDatabase.config(Map.of()));
        BiasReviewRecords.Answer answer = new BiasReviewRecords(none)
                .request(new BiasReviewRecords.Request(
                        "ai",
                        "m",
                        SOON,
                        new ReviewChecklist(List.of(), "https://c"),
                        new BiasReviewRecords.Asker(null, null, null, null),
                        null));
        assertThat(answer.result().reason()).isEqualTo(Reason.DatabaseNotConfigured);
        assertThat(answer.runId()).isNull();
        none.close();
    }
}
