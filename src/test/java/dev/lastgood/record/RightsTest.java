package dev.lastgood.record;

import static dev.lastgood.record.Incident.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RunState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.decide.run.RunTimes;
import dev.lastgood.suite.Slow;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@Slow
class RightsTest {

    private static final Incident INCIDENT = Incident.of("a");

    private final RunbookDatabase database = RunbookDatabase.create();
    private final String role = database.role();

    @AutoClose
    private IncidentRecords records = new IncidentRecords(twoLogins());

    private DatabaseConfig twoLogins() {
        return database.config(
                "username", role,
                "password", "secret",
                "migration-username", "postgres",
                "migration-password", "postgres");
    }

    private RecordResult fail(UUID run) {
        return records.failRun(INCIDENT.step("run"), run, "Rolled back", INCIDENT.facts());
    }

    private RecordResult rollback() {
        return records.recordRollback(INCIDENT.step("record"), INCIDENT.facts(), "v2", "v1", "why", Incident.DETECTED);
    }

    @Test
    void theRunningLoginNeedsOnlyWhatTheGrantsFileSays() {
        database.grant(role);
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        assertThat(records.recordEvidence(INCIDENT.step("evidence"), INCIDENT.facts())
                        .evidence()
                        .runId())
                .isEqualTo(run.toString());
        assertThat(fail(run).reason()).isEqualTo(Reason.RunMarkedFailed);
        assertThat(rollback().state()).isEqualTo(StepState.Done);
        assertThat(records.finishRollback(INCIDENT.step("record"), INCIDENT.facts(), true, null, Incident.DETECTED)
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(records.loadKnown().state()).isEqualTo(StepState.Done);
        RunRecord retrain = new RunRecord(
                UUID.randomUUID(),
                "pricing",
                RunState.Failed,
                "v3",
                "ann",
                "abc",
                null,
                "why",
                new RunTimes(Incident.DETECTED, Incident.DETECTED, Incident.DETECTED),
                "no");
        assertThat(records.recordRetrain(retrain).reason()).isEqualTo(Reason.Recorded);
    }

    @Test
    void aMissingGrantIsPrintedAndWorksAsPrinted() {
        database.grant(role);
        database.execute("REVOKE UPDATE (error_message) ON ai_model_runs FROM " + role);
        RecordResult result = rollback();
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message()).contains("\"ai_model_runs\"", "\"" + role + "\"", "run GRANT SELECT (\"id\"");
        database.execute(result.message().substring(result.message().indexOf("GRANT")));
        assertThat(rollback().state()).isEqualTo(StepState.Done);
    }

    @Test
    void aGrantThatIsTakenAwayLaterIsPrintedToo() {
        database.grant(role);
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        assertThat(records.checkHealth().state()).isEqualTo(DatabaseHealth.State.Ready);
        database.execute("REVOKE UPDATE (status) ON ai_model_runs FROM " + role);
        RecordResult result = fail(run);
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.message())
                .contains("permission denied", "ai_model_runs", "GRANT")
                .doesNotContain("prompts");
        assertThat(records.health().state()).isEqualTo(DatabaseHealth.State.Misconfigured);
        database.execute(result.message().substring(result.message().indexOf("GRANT")));
        assertThat(fail(run).reason()).isEqualTo(Reason.RunMarkedFailed);
    }

    @Test
    void aRunThatRowLevelSecurityHidesNamesBothCauses() {
        database.grant(role);
        UUID run = database.run("pricing", "retrain", "processing", "v2", "ci", BEFORE);
        database.execute("ALTER TABLE ai_model_runs ENABLE ROW LEVEL SECURITY");
        RecordResult hidden = fail(run);
        assertThat(hidden.state()).isEqualTo(StepState.Failed);
        assertThat(hidden.reason()).isEqualTo(Reason.RunNotFound);
        assertThat(hidden.message()).contains("no such row", "row-level security hides it from role \"" + role + "\"");
        assertThat(database.rows("SELECT status FROM ai_model_runs")).containsExactly("processing");

        database.execute("CREATE POLICY look ON ai_model_runs FOR SELECT TO " + role + " USING (true)");
        RecordResult readOnly = fail(run);
        assertThat(readOnly.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(readOnly.message()).contains("can be read but not changed", "UPDATE policy");
        RecordResult insert = rollback();
        assertThat(insert.state()).isEqualTo(StepState.Failed);
        assertThat(insert.message()).contains("row-level security", "policy");

        database.execute("CREATE POLICY lastgood_runs ON ai_model_runs TO " + role + " USING (true) WITH CHECK (true)");
        assertThat(fail(run).reason()).isEqualTo(Reason.RunMarkedFailed);
        assertThat(rollback().state()).isEqualTo(StepState.Done);
    }

    @Test
    void aLoginThatMayNotMigrateSaysWhatToDo() {
        database.grant(role);
        records = new IncidentRecords(database.config("username", role, "password", "secret"));
        RecordResult result = rollback();
        assertThat(result.state()).isEqualTo(StepState.Failed);
        assertThat(result.reason()).isEqualTo(Reason.DatabaseMisconfigured);
        assertThat(result.message()).contains("GRANT CREATE ON DATABASE", "lastgood.database.migration-username");
    }

    @Test
    void withoutMigrationTheLedgerMustBeThere() {
        database.grant(role);
        records = new IncidentRecords(database.config("username", role, "password", "secret", "migrate", "false"));
        assertThat(rollback().message()).contains("lastgood.database.migrate=true", "db/migration");
        IncidentRecords once = new IncidentRecords(twoLogins());
        assertThat(once.checkHealth().state()).isEqualTo(DatabaseHealth.State.Ready);
        once.close();
        assertThat(rollback().state()).isEqualTo(StepState.Done);
    }

    @Test
    void theSchemaOfTheLedgerMayBeAnother() {
        records = new IncidentRecords(database.config("schema", "staging"));
        assertThat(rollback().state()).isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT id FROM staging.step")).containsExactly("a/1/record");
        assertThat(database.rows("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'lastgood'"))
                .isEmpty();
    }
}
