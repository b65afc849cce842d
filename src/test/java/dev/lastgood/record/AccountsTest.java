package dev.lastgood.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.suite.Slow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Slow
class AccountsTest {

    private static final Incident INCIDENT = Incident.of("a");
    private static final Instant AT = Instant.parse("2026-11-23T10:00:05.123456Z");

    private final RunbookDatabase database = RunbookDatabase.create();
    private final String role = database.role();

    @AutoClose
    private IncidentRecords records = new IncidentRecords(twoLogins());

    private final LedgerQueries queries = new LedgerQueries(records);

    private DatabaseConfig twoLogins() {
        database.grant(role);
        return database.config(
                "username", role,
                "password", "secret",
                "migration-username", "postgres",
                "migration-password", "postgres");
    }

    private static AuditRow row(int number, Instant at) {
        return new AuditRow(
                new UUID(0, number), at, "ada", "REST", "rollback", "Patched", "{\"version\": \"v2\"}", null);
    }

    private static EvidenceRow register(String artifact) {
        return new EvidenceRow("AII-1", artifact, "here", null, "ai-platform", "");
    }

    private static LedgerQueries.Query query(int limit, LedgerQueries.Cursor after) {
        return new LedgerQueries.Query(Set.of("ai"), null, null, null, limit, after);
    }

    @Test
    void toldAgainAnEntryStaysAsItWasToldFirst() {
        assertThat(records.account(INCIDENT.facts(), List.of(row(1, AT)), null).reason())
                .isEqualTo(Reason.Audited);
        AuditRow changed = new AuditRow(new UUID(0, 1), AT, "eve", "REST", "rollback", "Patched", null, null);
        assertThat(records.account(INCIDENT.facts(), List.of(changed, row(2, AT)), null)
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT id, actor, before->>'version', fencing_epoch FROM lastgood.audit ORDER BY id"))
                .containsExactly(new UUID(0, 1) + "|ada|v2|1", new UUID(0, 2) + "|ada|v2|1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE lastgood.audit SET actor = 'eve'",
                "DELETE FROM lastgood.audit",
                "TRUNCATE lastgood.audit",
                "SET session_replication_role = replica; DELETE FROM lastgood.audit",
                "INSERT INTO lastgood.audit SELECT * FROM lastgood.audit ON CONFLICT (id) DO UPDATE SET actor = 'eve'"
            })
    void theDatabaseItselfRefusesToChangeTheAuditEvenForItsOwner(String sql) {
        records.account(INCIDENT.facts(), List.of(row(1, AT)), null);
        assertThatThrownBy(() -> database.execute(sql)).hasStackTraceContaining("the audit is only added to: ");
        assertThat(database.rows("SELECT actor FROM lastgood.audit")).containsExactly("ada");
    }

    @Test
    void theRunningLoginMayOnlyAddToIt() {
        records.account(INCIDENT.facts(), List.of(), null);
        assertThat(database.rows("SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM "
                        + "information_schema.role_table_grants WHERE grantee = '" + role
                        + "' AND table_name = 'audit'"))
                .containsExactly("INSERT SELECT");
    }

    @Test
    void theRegisterIsWrittenWhereItSaysSomethingNewOnly() {
        records.account(INCIDENT.facts(), List.of(), register("Mitigated"));
        String first = database.rows("SELECT xmin FROM lastgood.evidence").get(0);
        records.account(INCIDENT.facts(), List.of(), register("Mitigated"));
        assertThat(database.rows("SELECT xmin FROM lastgood.evidence")).containsExactly(first);
        records.account(INCIDENT.facts(), List.of(), register("Closed"));
        assertThat(database.rows("SELECT artifact, control_mapping, owner FROM lastgood.evidence"))
                .containsExactly("Closed||ai-platform");
        assertThat(EvidenceRow.table(queries.evidence(query(10, null)).rows()))
                .isEqualTo(EvidenceRow.HEAD + "\n| AII-1 | Closed | here | — | ai-platform | — |\n");
    }

    @Test
    void aStaleLeaderWritesNothing() {
        records.account(INCIDENT.leader(2).facts(), List.of(row(1, AT)), null);
        RecordResult stale = records.account(INCIDENT.facts(), List.of(row(2, AT)), register("x"));
        assertThat(stale.reason()).isEqualTo(Reason.ChangedMeanwhile);
        assertThat(database.rows("SELECT count(*) FROM lastgood.audit")).containsExactly("1");
        assertThat(database.rows("SELECT count(*) FROM lastgood.evidence")).containsExactly("0");
    }

    @Test
    void newestFirstPageByPageAndEachEntryOnce() {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            rows.add(row(i, AT.plusSeconds(i / 5))); // five of one time
        }
        records.account(INCIDENT.facts(), rows, null);
        List<UUID> seen = new ArrayList<>();
        LedgerQueries.Cursor after = null;
        do {
            LedgerQueries.Page<LedgerQueries.Audited> page = queries.audit(query(4, after));
            assertThat(page.trouble()).isNull();
            page.rows().forEach(r -> seen.add(r.row().id()));
            after = page.next() == null
                    ? null
                    : LedgerQueries.Cursor.parse(page.next().toString());
        } while (after != null);
        assertThat(seen).doesNotHaveDuplicates().hasSize(25);
        assertThat(seen.get(0)).isEqualTo(new UUID(0, 24));
        assertThat(seen.get(24)).isEqualTo(new UUID(0, 0));
    }

    @Test
    void whoMaySeeANamespaceSeesThatOneOnly() {
        records.account(INCIDENT.facts(), List.of(row(1, AT)), null);
        assertThat(queries.audit(new LedgerQueries.Query(Set.of("other"), null, null, null, 10, null))
                        .rows())
                .isEmpty();
        assertThat(queries.audit(new LedgerQueries.Query(Set.of(), null, null, null, 10, null))
                        .rows())
                .isEmpty();
        assertThat(queries.audit(new LedgerQueries.Query(Set.of("x", "ai"), "pricing", "quotes", AT, 10_000, null))
                        .rows())
                .singleElement()
                .satisfies(r -> assertThat(r.row().before()).contains("v2"));
        assertThat(queries.audit(new LedgerQueries.Query(Set.of("ai"), "' OR 1=1 --", null, null, 10, null))
                        .rows())
                .isEmpty();
        assertThat(queries.audit(new LedgerQueries.Query(Set.of("ai"), null, null, AT.plusSeconds(1), 0, null))
                        .rows())
                .isEmpty();
        assertThatThrownBy(() -> LedgerQueries.Cursor.parse("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        IncidentRecords none = new IncidentRecords(RunbookDatabase.config(Map.of()));
        assertThat(new LedgerQueries(none).audit(query(1, null)).trouble().reason())
                .isEqualTo(Reason.DatabaseNotConfigured);
        none.close();
    }

    @Test
    void aLedgerOfTheFirstReleaseKeepsItsRowsAndGetsTheNewTables() {
        database.execute("CREATE SCHEMA lastgood");
        Flyway.configure()
                .dataSource(database.url(), "postgres", "postgres")
                .locations("classpath:db/migration")
                .schemas("lastgood")
                .createSchemas(false)
                .placeholders(Map.of("runner", role))
                .skipDefaultCallbacks(true)
                .target("1")
                .load()
                .migrate();
        database.execute("INSERT INTO lastgood.incident (uid, attempt, namespace, name, model_id, fencing_epoch) "
                + "VALUES ('old', 1, 'ai', 'old', 'pricing', 1)");
        database.execute("INSERT INTO lastgood.step (id, incident_uid, attempt, reason, message, fencing_epoch) "
                + "VALUES ('old/1/fail-run', 'old', 1, 'RunMarkedFailed', 'done', 1)");

        assertThat(records.account(INCIDENT.facts(), List.of(row(1, AT)), register("x"))
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT uid FROM lastgood.incident ORDER BY uid"))
                .containsExactly("a", "old");
        assertThat(database.rows("SELECT id FROM lastgood.step")).containsExactly("old/1/fail-run");
        assertThat(database.rows(
                        "SELECT version FROM lastgood.flyway_schema_history WHERE version IS NOT NULL ORDER BY 1"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void aConnectionThatBreaksInTheMiddleLeavesNothingHalf() {
        records.account(INCIDENT.facts(), List.of(), null);
        database.execute(
                """
                CREATE FUNCTION lastgood.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.action = 'die' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
                CREATE TRIGGER die BEFORE INSERT ON lastgood.audit FOR EACH ROW EXECUTE FUNCTION lastgood.die();
                GRANT pg_signal_backend TO """
                        + " " + role);
        List<AuditRow> rows =
                List.of(row(1, AT), new AuditRow(new UUID(0, 2), AT, "ada", "REST", "die", "Patched", null, null));
        RecordResult broken = records.account(INCIDENT.facts(), rows, register("x"));
        assertThat(broken.state()).isEqualTo(StepState.Pending);
        assertThat(database.rows("SELECT count(*) FROM lastgood.audit")).containsExactly("0");

        database.execute("DROP TRIGGER die ON lastgood.audit");
        assertThat(records.account(INCIDENT.facts(), rows, register("x")).state())
                .isEqualTo(StepState.Done);
        assertThat(database.rows("SELECT count(*) FROM lastgood.audit")).containsExactly("2");
    }
}
