package dev.lastgood.record;

import static dev.lastgood.record.Incident.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.suite.Slow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@Slow
class DatabaseTroubleTest {

    private static final Incident INCIDENT = Incident.of("a");

    private static RecordResult rollback(IncidentRecords records) {
        return records.recordRollback(INCIDENT.step("record"), INCIDENT.facts(), "v2", "v1", "why", Incident.DETECTED);
    }

    private static RecordResult once(DatabaseConfig config) {
        IncidentRecords records = new IncidentRecords(config);
        RecordResult result = rollback(records);
        records.close();
        return result;
    }

    @Test
    void withoutAUrlEveryStepIsSkippedAndSaysWhatToSet() {
        IncidentRecords records = new IncidentRecords(RunbookDatabase.config(Map.of()));
        assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.NotConfigured);
        RecordResult result = rollback(records);
        assertThat(result.state()).isEqualTo(StepState.Skipped);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseNotConfigured);
        assertThat(result.message()).contains("lastgood.database.url");
        assertThat(records.checkHealth().state()).isEqualTo(DatabaseHealth.State.NotConfigured);
    }

    @Test
    void switchedOffIsNotConfigured() {
        assertThat(once(RunbookDatabase.config(Map.of("url", "jdbc:postgresql://x/y", "enabled", "false")))
                        .reason())
                .isEqualTo(Reason.DatabaseNotConfigured);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost:5432, names no host or no database",
        "jdbc:postgresql://localhost/?user=x&password=hunter2, names no host or no database",
        "jdbc:postgresql:runs, names no host or no database",
        "postgres://app:hunter2@localhost, names no host or no database",
        "postgres://app:hunter2#%@localhost/db, percent-encoded",
        "jdbc:postgresql://app:hunter2@localhost/db, begin the address with postgres://",
        "jdbc:mysql://localhost/db?password=hunter2, is not the address of a Postgres database",
        "localhost:5432/db, is not the address of a Postgres database"
    })
    void anAddressThatIsNoneSaysWhatToWrite(String url, String said) {
        RecordResult result = once(RunbookDatabase.config(Map.of("url", url)));
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message())
                .contains("lastgood.database.url", said, "postgres://")
                .doesNotContain("hunter2");
    }

    @Test
    void anAddressAsSupabaseGivesItIsTaken() {
        RunbookDatabase database = RunbookDatabase.create();
        String url =
                database.url().replace("jdbc:postgresql://", "postgresql://postgres:postgres@") + "?sslmode=disable";
        assertThat(once(RunbookDatabase.config(Map.of("url", url))).state()).isEqualTo(StepState.Done);
    }

    @Test
    void aDatabaseThatIsDownIsPendingAndDoneWhenItReturns(@TempDir Path data) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RunbookDatabase database;
        UUID run;
        IncidentRecords records;
        IncidentRecords unstarted;
        try (EmbeddedPostgres server = server(port, data)) {
            database = RunbookDatabase.on(port);
            run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
            records = new IncidentRecords(database.config());
            unstarted = new IncidentRecords(database.config());
            assertThat(rollback(records).state()).isEqualTo(StepState.Done);
        }
        for (IncidentRecords one : new IncidentRecords[] {records, unstarted}) {
            RecordResult down = one.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts());
            assertThat(down.state()).as("%s", down).isEqualTo(StepState.Pending);
            assertThat(down.reason()).isEqualTo(Reason.DatabaseUnavailable);
            assertThat(down.message()).contains("localhost:" + port);
            assertThat(one.health().state()).isEqualTo(DatabaseHealth.State.Unavailable);
        }
        try (EmbeddedPostgres server = server(port, data)) {
            for (IncidentRecords one : new IncidentRecords[] {records, unstarted}) {
                assertThat(one.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts())
                                .state())
                        .isEqualTo(StepState.Done);
                assertThat(one.health().state()).isEqualTo(DatabaseHealth.State.Ready);
            }
            assertThat(database.rows("SELECT id FROM lastgood.step ORDER BY id"))
                    .containsExactly("a/1/record", "a/1/run");
        }
        records.close();
        unstarted.close();
    }

    private static EmbeddedPostgres server(int port, Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.resolve("pg"))
                .setCleanDataDirectory(false)
                .start();
    }

    @Test
    void connectionsThatTheServerCutsAreNotNoticed() {
        RunbookDatabase database = RunbookDatabase.create();
        IncidentRecords records = new IncidentRecords(database.config());
        assertThat(rollback(records).state()).isEqualTo(StepState.Done);
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'lastgood' AND datname = current_database()");
        assertThat(records.finishRollback(INCIDENT.step("record"), INCIDENT.facts(), true, null, Incident.DETECTED)
                        .state())
                .isEqualTo(StepState.Done);
        records.close();
    }

    @Test
    void aConnectionCutInTheMiddleOfATransactionLeavesNothingHalfDone() throws Exception {
        RunbookDatabase database = RunbookDatabase.create();
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        IncidentRecords records =
                new IncidentRecords(database.config("lock-timeout", "60s", "statement-timeout", "60s"));
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM ai_model_runs FOR UPDATE");
            Future<RecordResult> cut =
                    worker.submit(() -> records.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts()));
            String waiting = " FROM pg_stat_activity WHERE application_name = 'lastgood' AND wait_event_type = 'Lock'"
                    + " AND datname = current_database()";
            await().until(() -> !database.rows("SELECT pid" + waiting).isEmpty());
            database.execute("SELECT pg_terminate_backend(pid)" + waiting);
            assertThat(cut.get().state()).isEqualTo(StepState.Pending);
            assertThat(cut.get().reason()).isEqualTo(Reason.DatabaseUnavailable);
        }
        worker.shutdown();
        assertThat(database.rows("SELECT status FROM ai_model_runs")).containsExactly("processing");
        assertThat(database.rows("SELECT uid FROM lastgood.incident")).isEmpty();
        assertThat(records.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts())
                        .reason())
                .isEqualTo(Reason.RunMarkedFailed);
        assertThat(database.rows("SELECT id FROM lastgood.step")).containsExactly("a/1/run");
        records.close();
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RecordResult result = once(RunbookDatabase.config(Map.of(
                    "url", "jdbc:postgresql://127.0.0.1:" + mute.getLocalPort() + "/db",
                    "username", "app",
                    "password", "hunter2",
                    "connect-timeout", "1s",
                    "statement-timeout", "1s")));
            assertThat(result.state()).as("%s", result).isEqualTo(StepState.Pending);
            assertThat(result.reason()).isEqualTo(Reason.DatabaseUnavailable);
            assertThat(result.message()).doesNotContain("hunter2");
        }
    }

    @Test
    void aWrongPasswordIsPendingSinceItMayBeInRotation() {
        RunbookDatabase database = RunbookDatabase.create();
        String role = database.role();
        database.grant(role);
        String[] two = {"username", role, "migration-username", "postgres", "migration-password", "postgres", "password"
        };
        RecordResult result = once(database.config(with(two, "hunter2")));
        assertThat(result.state()).as("%s", result).isEqualTo(StepState.Pending);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message())
                .contains("refuses the login", role, "lastgood.database.url, .username")
                .doesNotContain("hunter2");
        assertThat(once(database.config(with(two, "secret"))).state()).isEqualTo(StepState.Done);
    }

    private static String[] with(String[] settings, String last) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = last;
        return all;
    }

    @Test
    void aDatabaseThatDoesNotExistIsSaid() {
        RunbookDatabase database = RunbookDatabase.create();
        RecordResult result = once(database.config("url", database.url() + "_not"));
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message()).contains("does not exist");
    }

    @Test
    void aLockThatAnotherSessionHoldsIsPendingAndDoneAfterwards() throws Exception {
        RunbookDatabase database = RunbookDatabase.create();
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        for (String setting : new String[] {"lock-timeout", "statement-timeout"}) {
            IncidentRecords records = new IncidentRecords(database.config(setting, "300ms"));
            assertThat(records.checkHealth().state()).isEqualTo(DatabaseHealth.State.Ready);
            try (Connection other = database.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT * FROM ai_model_runs FOR UPDATE");
                RecordResult held = records.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts());
                assertThat(held.state()).isEqualTo(StepState.Pending);
                assertThat(held.reason()).isEqualTo(Reason.DatabaseUnavailable);
                assertThat(held.message()).contains("lock");
            }
            assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.Ready);
            records.close();
        }
        IncidentRecords records = new IncidentRecords(database.config());
        assertThat(records.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts())
                        .reason())
                .isEqualTo(Reason.RunMarkedFailed);
        records.close();
    }

    @Test
    void troubleWithTheirTablesDoesNotKeepTheIncidentOutOfTheLedger() throws Exception {
        RunbookDatabase database = RunbookDatabase.create();
        IncidentRecords records = new IncidentRecords(database.config("lock-timeout", "300ms"));
        records.checkHealth();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE admin_ai_prompts");
            assertThat(records.recordEvidence(INCIDENT.step("evidence"), INCIDENT.facts())
                            .result()
                            .state())
                    .isEqualTo(StepState.Pending);
        }
        assertThat(database.rows("SELECT uid FROM lastgood.incident")).containsExactly("a");
        assertThat(database.rows("SELECT id FROM lastgood.step")).isEmpty();
        assertThat(records.recordEvidence(INCIDENT.step("evidence"), INCIDENT.facts())
                        .result()
                        .state())
                .isEqualTo(StepState.Done);
        records.close();
    }

    @Test
    void aMissingTableOrColumnIsNamedWithItsSettingAndFoundOnceItIsThere() {
        RunbookDatabase database = RunbookDatabase.create();
        database.execute("ALTER TABLE ai_model_runs RENAME TO runs");
        IncidentRecords records = new IncidentRecords(database.config());
        RecordResult table = rollback(records);
        assertThat(table.state()).isEqualTo(StepState.Failed);
        assertThat(table.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(table.message()).contains("\"ai_model_runs\"", "lastgood.database.runs.table");
        database.execute(
                "ALTER TABLE runs RENAME TO ai_model_runs; ALTER TABLE ai_model_runs RENAME error_message TO error");
        assertThat(rollback(records).message())
                .contains("\"error_message\"", "lastgood.database.runs.columns.error-message", "it has", "error,");
        assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.Misconfigured);
        database.execute("ALTER TABLE ai_model_runs RENAME error TO error_message");
        assertThat(rollback(records).state()).isEqualTo(StepState.Done);
        assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.Ready);
        database.execute("ALTER TABLE ai_model_runs RENAME TO runs");
        Incident next = INCIDENT.attempt(2);
        assertThat(records.failRun(next.step("run"), UUID.randomUUID(), "x", next.facts())
                        .state())
                .isEqualTo(StepState.Pending);
        assertThat(records.failRun(next.step("run"), UUID.randomUUID(), "x", next.facts())
                        .message())
                .contains("lastgood.database.runs.table");
        records.close();
    }

    @Test
    void aLedgerThatALostBackupTookAwayIsMadeAgain() {
        RunbookDatabase database = RunbookDatabase.create();
        IncidentRecords records = new IncidentRecords(database.config());
        rollback(records);
        database.execute("DROP SCHEMA lastgood CASCADE");
        assertThat(rollback(records).state()).isEqualTo(StepState.Pending);
        assertThat(rollback(records).state()).isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT action FROM ai_model_runs")).containsExactly("rollback");
        records.close();
    }

    @ParameterizedTest
    @CsvSource({
        "runs.table, a.b.c, more than one dot",
        "runs.table, 'x\"; DROP TABLE y', is not a name",
        "runs.columns.error-message, 'a b\"c', lastgood.database.runs.columns.error-message",
        "prompts.columns.prompt-payload, prompt_digest, not json",
        "schema, 'x;y', lastgood.database.schema"
    })
    void aNameThatIsNoneIsRefused(String setting, String value, String said) {
        RecordResult result = once(RunbookDatabase.create().config(setting, value));
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message()).contains(said);
    }
}
