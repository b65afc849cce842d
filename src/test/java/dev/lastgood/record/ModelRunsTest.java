package dev.lastgood.record;

import static dev.lastgood.record.Incident.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.decide.run.RunTimes;
import dev.lastgood.suite.Slow;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Slow
class ModelRunsTest {

    private static final Incident INCIDENT = Incident.of("a");

    private final RunbookDatabase database = RunbookDatabase.create();
    private final IncidentRecords records = new IncidentRecords(database.config());

    @AfterEach
    void close() {
        records.close();
    }

    private RecordResult fail(UUID run, String message) {
        return records.failRun(INCIDENT.step("run"), run, message, INCIDENT.facts());
    }

    private RecordResult rollback(Incident incident) {
        return records.recordRollback(
                incident.step("record"), incident.facts(), "v2", "v1", "Hallucination", Incident.DETECTED);
    }

    @Test
    void theFailedRunIsMarkedOnceHoweverOftenItIsAsked() {
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        RecordResult first = fail(run, "Rolled back by incident ai/quotes");
        assertThat(first.reason()).isEqualTo(Reason.RunMarkedFailed);
        database.execute("UPDATE ai_model_runs SET status = 'queued', error_message = 'a person did this'");
        assertThat(fail(run, "Rolled back by incident ai/quotes")).isEqualTo(first);
        assertThat(database.rows("SELECT status, error_message FROM ai_model_runs"))
                .containsExactly("queued|a person did this");
        assertThat(database.rows("SELECT id, reason FROM lastgood.step")).containsExactly("a/1/run|RunMarkedFailed");
    }

    @Test
    void theRowSaysWhenAndWhyAndKeepsAnEarlierEnd() {
        UUID open = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        UUID ended = database.run("pricing", "retrain", "succeeded", "v2", "ci", BEFORE);
        database.execute("UPDATE ai_model_runs SET completed_at = '2026-11-23T09:30:00Z' WHERE id = '" + ended + "'");
        fail(open, "it said \"x\"; DROP TABLE ai_model_runs; -- 'y'\0\u001b[31m");
        records.failRun(INCIDENT.step("run2"), ended, "z".repeat(5000), INCIDENT.facts());
        assertThat(database.rows("SELECT status, error_message, completed_at IS NOT NULL, updated_at > created_at"
                        + " FROM ai_model_runs WHERE id = '" + open + "'"))
                .containsExactly("failed|it said \"x\"; DROP TABLE ai_model_runs; -- 'y'  [31m|t|t");
        assertThat(database.rows("SELECT length(error_message), right(error_message, 2),"
                        + " completed_at = '2026-11-23T09:30:00Z' FROM ai_model_runs WHERE id = '" + ended + "'"))
                .containsExactly("2000|z…|t");
    }

    @Test
    void aRunThatFailedBeforeKeepsItsMessage() {
        UUID run = database.run("pricing", "retrain", "failed", "v2", "ci", BEFORE);
        database.execute("UPDATE ai_model_runs SET error_message = 'out of memory'");
        RecordResult result = fail(run, "Rolled back");
        assertThat(result.state()).isEqualTo(StepState.Done);
        assertThat(result.reason()).isEqualTo(Reason.RunAlreadyFailed);
        assertThat(database.rows("SELECT error_message FROM ai_model_runs")).containsExactly("out of memory");
    }

    @Test
    void aRunThatIsNotThereNamesBothCausesAndCanBeTriedAgain() {
        UUID run = UUID.randomUUID();
        RecordResult result = fail(run, "Rolled back");
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.RunNotFound);
        assertThat(result.message()).contains("no such row", "row-level security", "\"postgres\"", run.toString());
        database.execute(
                "INSERT INTO ai_model_runs (id, model_id, action) VALUES ('" + run + "', 'pricing', 'retrain')");
        assertThat(fail(run, "Rolled back").reason()).isEqualTo(Reason.RunMarkedFailed);
    }

    @Test
    void aRunOfAnotherModelIsRefused() {
        UUID run = database.run("chat", "retrain", "processing", "v2", "ci", BEFORE);
        RecordResult result = fail(run, "Rolled back");
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.message()).contains("belongs to model \"chat\"", "spec.runId");
        assertThat(database.rows("SELECT status FROM ai_model_runs")).containsExactly("processing");
    }

    @Test
    void ourOwnRollbackIsRefusedAsTheFailedRun() {
        rollback(INCIDENT);
        RecordResult result = fail(IncidentRecords.rollbackRow(INCIDENT.step("record")), "Rolled back");
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.message()).contains("Lastgood's own");
    }

    @Test
    void aRollbackIsARowOfItsOwnThatEnds() {
        Incident incident = INCIDENT.trace("t-1");
        assertThat(rollback(incident).state()).isEqualTo(StepState.Done);
        assertThat(rollback(incident).state()).isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT id, model_id, action, status, target_version, triggered_by, trace_id, reason,"
                        + " started_at = '2026-11-23T10:00:00Z' FROM ai_model_runs"))
                .containsExactly(IncidentRecords.rollbackRow(incident.step("record"))
                        + "|pricing|rollback|processing|v1|lastgood|t-1|Hallucination|t");
        records.finishRollback(
                incident.step("record"), incident.facts(), false, "deadline", Incident.DETECTED.plusSeconds(60));
        records.finishRollback(incident.step("record"), incident.facts(), true, null, Incident.DETECTED);
        assertThat(database.rows(
                        "SELECT status, error_message, completed_at = '2026-11-23T10:01:00Z' FROM ai_model_runs"))
                .containsExactly("failed|deadline|t");
        assertThat(database.rows("SELECT id FROM lastgood.step ORDER BY id"))
                .containsExactly("a/1/record", "a/1/record/finish");
    }

    @Test
    void aRollbackThatIsNotRecordedYetCannotEnd() {
        RecordResult result =
                records.finishRollback(INCIDENT.step("record"), INCIDENT.facts(), true, null, Incident.DETECTED);
        assertThat(result.state()).isEqualTo(StepState.Pending);
        rollback(INCIDENT);
        assertThat(records.finishRollback(INCIDENT.step("record"), INCIDENT.facts(), true, null, Incident.DETECTED)
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT status FROM ai_model_runs")).containsExactly("succeeded");
    }

    @Test
    void somebodyElsesEndOfTheRollbackIsLeft() {
        rollback(INCIDENT);
        database.execute("UPDATE ai_model_runs SET status = 'failed', error_message = 'by hand'");
        assertThat(records.finishRollback(INCIDENT.step("record"), INCIDENT.facts(), true, null, Incident.DETECTED)
                        .message())
                .contains("was failed already");
        assertThat(database.rows("SELECT status, error_message FROM ai_model_runs"))
                .containsExactly("failed|by hand");
    }

    @Test
    void aUniqueIndexOfTheirsInTheWayIsSaidNotSwallowed() {
        database.execute("CREATE UNIQUE INDEX one_at_a_time ON ai_model_runs (model_id) WHERE status = 'processing'");
        database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        assertThat(rollback(INCIDENT).state()).isEqualTo(StepState.Failed);
        assertThat(database.rows("SELECT id FROM lastgood.step")).isEmpty();
        database.execute("UPDATE ai_model_runs SET status = 'failed'");
        assertThat(rollback(INCIDENT).state()).isEqualTo(StepState.Done);
    }

    @Test
    void aColumnOfTheirsThatWeDoNotKnowIsNamed() {
        database.execute("ALTER TABLE ai_model_runs ADD owner text NOT NULL");
        RecordResult result = rollback(INCIDENT);
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message()).contains("owner");
    }

    @Test
    void manyThreadsAtOnceHaveOneEffect() throws Exception {
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        IncidentRecords other = new IncidentRecords(database.config());
        List<Callable<RecordResult>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            IncidentRecords one = i % 2 == 0 ? records : other;
            calls.add(() -> one.recordRollback(
                    INCIDENT.step("record"), INCIDENT.facts(), "v2", "v1", "Hallucination", Incident.DETECTED));
            calls.add(() -> one.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        for (Future<RecordResult> result : threads.invokeAll(calls)) {
            assertThat(result.get().state()).as("%s", result.get()).isEqualTo(StepState.Done);
        }
        threads.shutdown();
        other.close();
        assertThat(database.rows("SELECT action, status FROM ai_model_runs ORDER BY action"))
                .containsExactly("retrain|failed", "rollback|processing");
        assertThat(database.rows("SELECT id FROM lastgood.step ORDER BY id")).containsExactly("a/1/record", "a/1/run");
    }

    @Test
    void aStaleLeaderWritesNothing() {
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        Incident newer = INCIDENT.leader(7).attempt(2);
        assertThat(rollback(newer).state()).isEqualTo(StepState.Done);
        for (int attempt = 1; attempt <= 2; attempt++) {
            Incident stale = INCIDENT.leader(6).attempt(attempt);
            RecordResult result = records.failRun(stale.step("run"), run, "Rolled back", stale.facts());
            assertThat(result.state()).isEqualTo(StepState.Failed);
            assertThat(result.message()).contains("newer leader", "epoch 6");
        }
        assertThat(database.rows("SELECT status FROM ai_model_runs WHERE action = 'retrain'"))
                .containsExactly("processing");
        Incident next = INCIDENT.leader(8);
        assertThat(records.failRun(next.step("run"), run, "Rolled back", next.facts())
                        .reason())
                .isEqualTo(Reason.RunMarkedFailed);
    }

    @Test
    void aStaleLeaderThatWaitsForTheNewerOneWritesNothing() throws Exception {
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        rollback(INCIDENT);
        ExecutorService stale = Executors.newSingleThreadExecutor();
        Future<RecordResult> result;
        try (Connection newer = database.connect();
                Statement statement = newer.createStatement()) {
            newer.setAutoCommit(false);
            statement.execute("UPDATE lastgood.incident SET fencing_epoch = 2");
            result = stale.submit(() -> fail(run, "Rolled back"));
            await().until(() -> !database.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database()")
                    .isEmpty());
            newer.commit();
        }
        assertThat(result.get().message()).contains("newer leader");
        stale.shutdown();
        assertThat(database.rows("SELECT id FROM lastgood.step")).containsExactly("a/1/record");
    }

    private static final UUID RETRAIN = UUID.fromString("0b2e0000-0000-4000-8000-000000000001");

    private RecordResult retrain(RunState state) {
        return records.recordRetrain(new RunRecord(
                RETRAIN,
                "pricing",
                state,
                "v2",
                null,
                "abc",
                "t-1",
                "because",
                new RunTimes(
                        Incident.DETECTED.minusSeconds(60),
                        state == RunState.Queued ? null : Incident.DETECTED.minusSeconds(50),
                        state.isOver() ? Incident.DETECTED.minusSeconds(10) : null),
                state == RunState.Failed ? "Job ai/x: BackoffLimitExceeded" : null));
    }

    @Test
    void aRetrainIsOneRowThatMovesOnAndNeverBack() {
        assertThat(retrain(RunState.Queued).reason()).isEqualTo(Reason.Recorded);
        assertThat(database.rows("SELECT id, model_id, action, status, target_version, triggered_by, git_ref, trace_id,"
                        + " reason, created_at = '2026-11-23T09:59:00Z', started_at FROM ai_model_runs"))
                .containsExactly(RETRAIN + "|pricing|retrain|queued|v2|lastgood|abc|t-1|because|t|null");
        assertThat(retrain(RunState.Processing).reason()).isEqualTo(Reason.Recorded);
        assertThat(retrain(RunState.Failed).reason()).isEqualTo(Reason.Recorded);
        for (RunState late : RunState.values()) {
            assertThat(retrain(late).state()).isEqualTo(StepState.Done);
        }
        assertThat(database.rows("SELECT status, error_message, started_at = '2026-11-23T09:59:10Z',"
                        + " completed_at = '2026-11-23T09:59:50Z' FROM ai_model_runs"))
                .containsExactly("failed|Job ai/x: BackoffLimitExceeded|t|t");
    }

    @Test
    void aRetrainThatEndedWhilePostgresWasAwayIsWrittenAsItEnded() {
        assertThat(retrain(RunState.Succeeded).reason()).isEqualTo(Reason.Recorded);
        assertThat(database.rows("SELECT status, error_message, completed_at IS NOT NULL FROM ai_model_runs"))
                .containsExactly("succeeded|null|t");
    }

    @Test
    void aRowThatIsNotThisRetrainsIsLeftAsItIs() {
        database.execute("INSERT INTO ai_model_runs (id, model_id, action, status) VALUES ('" + RETRAIN
                + "', 'chat', 'retrain', 'queued')");
        assertThat(retrain(RunState.Succeeded).state()).isEqualTo(StepState.Failed);
        assertThat(database.rows("SELECT model_id, status FROM ai_model_runs")).containsExactly("chat|queued");
    }

    @Test
    void aRetrainThatLastgoodStartedMayBeTheRunThatFailedOurRollbackMayNot() {
        retrain(RunState.Succeeded);
        rollback(Incident.of("earlier"));
        Incident incident = INCIDENT.version("v2");
        var found = records.recordEvidence(incident.step("evidence"), incident.facts());
        assertThat(found.evidence().runId()).isEqualTo(RETRAIN.toString());
        assertThat(fail(RETRAIN, "Rolled back").reason()).isEqualTo(Reason.RunMarkedFailed);
        assertThat(retrain(RunState.Succeeded).state()).isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT action, status, error_message FROM ai_model_runs ORDER BY action"))
                .containsExactly("retrain|failed|Rolled back", "rollback|processing|null");
    }
}
