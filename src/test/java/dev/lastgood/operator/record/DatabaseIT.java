package dev.lastgood.operator.record;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.Doorbell;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.rest.RestCaller;
import dev.lastgood.record.IncidentRecords;
import dev.lastgood.record.RunbookDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in Postgres after an incident, and what becomes of an incident while Postgres is away. */
@RealApiServer
class DatabaseIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String EARLIER = "2026-01-01T00:00:00Z";
    private static final String BEFORE = "2026-02-01T00:00:00Z";
    private static final String AFTER = "2099-01-01T00:00:00Z";
    private static final String KNOWN = "True/AlreadyInLedger";

    private static RunbookDatabase database;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        operator = OperatorUnderTest.start(database.settings(), 5);
    }

    /** 1.0 is Good and 1.1 serves; the tests share the tables, so each has a model of its own. */
    private static Stage begin(OperatorUnderTest operator, String model) {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("modelId: " + model))
                .awaitGood("1.0");
        return stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
    }

    private static AIIncident awaitRecorded(Stage stage) {
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        return stage.awaitIncident(INCIDENT, "all is recorded", now -> assertThat(now.getStatus().steps)
                .extracting(s -> s.id + " " + s.state)
                .contains(
                        "1/record-evidence Done",
                        "1/fail-run Done",
                        "1/record-rollback Done",
                        "1/finish-rollback Done"));
    }

    private static String condition(AIIncident incident, String type) {
        return Stage.condition(incident.getStatus().conditions, type);
    }

    private static String failed(Stage stage) {
        return "failed|AIIncident " + stage.namespace() + "/" + INCIDENT
                + ": Hallucination: Quotes contain steps that no machine has; rolled back from 1.1 to 1.0";
    }

    private static List<String> run(RunbookDatabase database, UUID id) {
        return database.rows("SELECT status, error_message FROM ai_model_runs WHERE id = '" + id + "'");
    }

    private static UUID ownRow(AIIncident incident) {
        return IncidentRecords.rollbackRow(new StepId(incident.getMetadata().getUid(), 1, "record-rollback"));
    }

    private static List<String> ledger(RunbookDatabase database, AIIncident incident) {
        return database.rows("SELECT id FROM lastgood.step WHERE incident_uid = '"
                + incident.getMetadata().getUid() + "' ORDER BY id");
    }

    private static List<String> oneRowPerStep(AIIncident incident) {
        return Stream.of("fail-run", "record-evidence", "record-rollback", "record-rollback/finish")
                .map(step -> incident.getMetadata().getUid() + "/1/" + step)
                .toList();
    }

    @Test
    void aNamedRunIsMarkedFailedAndTheRollbackHasARowOfItsOwn() {
        Stage stage = begin(operator, "named");
        UUID run = database.run("named", "retrain", "succeeded", "another", "pipeline", EARLIER);
        UUID sameVersion = database.run("named", "retrain", "succeeded", "1.1", "pipeline", BEFORE);
        database.prompt(run, "named", "t-old", "sha256:old", "{\"promptVersions\": {\"system\": \"s6\"}}", EARLIER);
        database.prompt(
                run,
                "named",
                "t-new",
                "sha256:new",
                "{\"promptVersions\": {\"system\": \"s7\", \"user\": \"u3\"}, \"text\": \"SECRET\"}",
                BEFORE);
        database.prompt(run, "named", "t-late", "sha256:late", "{}", AFTER);

        stage.apply(Stage.incident(INCIDENT, "runId: " + run));
        AIIncident incident = awaitRecorded(stage);

        Evidence evidence = incident.getStatus().evidence;
        assertThat(evidence.runId).isEqualTo(run.toString());
        assertThat(evidence.traceId).isEqualTo("t-new");
        assertThat(evidence.promptDigest).isEqualTo("sha256:new");
        assertThat(evidence.promptVersions).isEqualTo(Map.of("system", "s7", "user", "u3"));
        assertThat(stage.kubectl("get", "aiincident", INCIDENT, "-o", "yaml")).doesNotContain("SECRET");
        assertThat(condition(incident, "RunRecorded")).isEqualTo("True/RunMarkedFailed");

        assertThat(run(database, run)).containsExactly(failed(stage));
        assertThat(run(database, sameVersion)).containsExactly("succeeded|null");
        assertThat(database.rows(
                        "SELECT id, status, target_version, triggered_by, trace_id, error_message, started_at <= completed_at"
                                + " FROM ai_model_runs WHERE model_id = 'named' AND action = 'rollback'"))
                .containsExactly(ownRow(incident) + "|succeeded|1.0|lastgood|t-new|null|t");
        assertThat(ledger(database, incident)).containsExactlyElementsOf(oneRowPerStep(incident));
    }

    @Test
    void aDryRunLeavesNoRowAndTheRowsOfADrillSaySo() {
        Stage stage = begin(operator, "drilled");
        UUID run = database.run("drilled", "retrain", "succeeded", "1.1", "pipeline", BEFORE);
        stage.apply(Stage.incident("tried", "response: {dryRun: true}"));
        AIIncident tried = stage.awaitPhase("tried", Phase.RecordedOnly);

        stage.apply(Stage.incident(INCIDENT, "drill: true"));
        AIIncident drill = awaitRecorded(stage);

        assertThat(ledger(database, tried)).isEmpty();
        assertThat(run(database, run)).containsExactly(failed(stage).replace("|", "|DRILL: "));
        assertThat(
                        database.rows(
                                "SELECT id, reason LIKE 'DRILL: %' FROM ai_model_runs WHERE model_id = 'drilled' AND action = 'rollback'"))
                .containsExactly(ownRow(drill) + "|t");
    }

    @Test
    void withoutARunIdTheRunIsThatOfTheSuspectsVersion() {
        Stage stage = begin(operator, "by-version");
        UUID good = database.run("by-version", "retrain", "succeeded", "1.0", "pipeline", BEFORE);
        UUID bad = database.run("by-version", "retrain", "succeeded", "1.1", "pipeline", BEFORE);
        UUID other = database.run("another-model", "retrain", "succeeded", "1.1", "pipeline", BEFORE);

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = awaitRecorded(stage);

        assertThat(incident.getStatus().evidence.runId).isEqualTo(bad.toString());
        assertThat(condition(incident, "RunRecorded")).isEqualTo("True/RunMarkedFailed");
        assertThat(run(database, bad)).containsExactly(failed(stage));
        assertThat(run(database, good)).containsExactly("succeeded|null");
        assertThat(run(database, other)).containsExactly("succeeded|null");
    }

    @Test
    void aRunThatHasFailedAlreadyKeepsItsMessage() {
        Stage stage = begin(operator, "failed-already");
        UUID run = database.run("failed-already", "retrain", "failed", "1.1", "pipeline", BEFORE);
        database.execute("UPDATE ai_model_runs SET error_message = 'out of memory' WHERE id = '" + run + "'");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = awaitRecorded(stage);

        assertThat(Stage.outcome(incident, "fail-run")).isEqualTo("Done/RunAlreadyFailed");
        assertThat(condition(incident, "RunRecorded")).isEqualTo("True/RunAlreadyFailed");
        assertThat(run(database, run)).containsExactly("failed|out of memory");
        assertThat(run(database, ownRow(incident))).containsExactly("succeeded|null");
    }

    @Test
    void anIncidentThatIsCreatedAgainIsRecordedOnlyAlsoAfterARestart() {
        Stage stage = begin(operator, "again");
        database.run("again", "retrain", "succeeded", "1.1", "pipeline", BEFORE);
        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident first = awaitRecorded(stage);
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.kubectl("delete", "aiincident", INCIDENT);
        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident second = stage.awaitPhase(INCIDENT, Phase.RecordedOnly);
        assertThat(condition(second, "Ready")).isEqualTo(KNOWN);

        stage.kubectl("delete", "aiincident", INCIDENT);
        operator.process().kill();
        operator.restart();
        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident third = stage.awaitPhase(INCIDENT, Phase.RecordedOnly);
        assertThat(condition(third, "Ready")).isEqualTo(KNOWN);

        assertThat(stage.image()).isEqualTo("example.test/gateway:1.0");
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(List.of(second, third))
                .allSatisfy(i -> assertThat(i.getMetadata().getUid())
                        .isNotEqualTo(first.getMetadata().getUid()))
                .allSatisfy(i -> assertThat(ledger(database, i)).isEmpty());

        // Another revision serves: the same file is about another fault.
        stage.kubectl("delete", "aiincident", INCIDENT);
        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).isEqualTo("example.test/gateway:1.0");
    }

    @Test
    void withPostgresAwayTheRollbackIsDoneAllTheSameAndRecordedWhenItReturns(@TempDir Path data) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        EmbeddedPostgres server = server(port, data);
        RunbookDatabase away = RunbookDatabase.on(port);
        UUID run = away.run("away", "retrain", "succeeded", "1.1", "pipeline", BEFORE);
        Map<String, String> settings = away.settings();
        // Else the driver may ring twice at one try, with and without TLS.
        settings.put("LASTGOOD_DATABASE_URL", away.url() + "?sslmode=disable");
        try (OperatorUnderTest own = OperatorUnderTest.start(settings, 1)) {
            Stage stage = begin(own, "away");
            server.close();
            AIIncident waiting;
            try (Doorbell doorbell = new Doorbell(port)) {
                stage.apply(Stage.incident(INCIDENT, "runId: " + run));
                stage.awaitPhase(INCIDENT, Phase.Mitigated);
                assertThat(stage.image()).isEqualTo("example.test/gateway:1.0");
                stage.awaitIncident(INCIDENT, "the evidence waits", now -> {
                    assertThat(Stage.outcome(now, "verify")).startsWith("Done/");
                    assertThat(Stage.outcome(now, "record-evidence")).isEqualTo("Pending/DatabaseUnavailable");
                    assertThat(condition(now, "RunRecorded")).isEqualTo("Unknown/DatabaseUnavailable");
                });
                // What a try came to stands in the status before the next one rings. The first may fail otherwise than
                // those after it: on a connection that was cut.
                awaitTries(doorbell, 2);
                waiting = stage.incident(INCIDENT);
                awaitTries(doorbell, 2);
                assertThat(stage.incident(INCIDENT).getMetadata().getResourceVersion())
                        .isEqualTo(waiting.getMetadata().getResourceVersion());
            }
            RestCaller.Answer runs = new RestCaller(
                            own.process()::url, own.plane().login("admin").token())
                    .get("/ai/models/away/runs");
            assertThat(runs.problem()).as(runs.toString()).isEqualTo("DatabaseUnavailable");
            assertThat(runs.header("Retry-After")).isNotEmpty();
            server = server(port, data);

            AIIncident incident = awaitRecorded(stage);
            assertThat(incident.getStatus().phase).isEqualTo(Phase.Mitigated);
            assertThat(condition(incident, "RunRecorded")).isEqualTo("True/RunMarkedFailed");
            assertThat(run(away, run)).containsExactly(failed(stage));
            assertThat(run(away, ownRow(incident))).containsExactly("succeeded|null");
            assertThat(ledger(away, incident)).containsExactlyElementsOf(oneRowPerStep(incident));
            eventually("the audit is made up for", () -> assertThat(
                            away.rows("SELECT action FROM lastgood.audit ORDER BY action"))
                    .containsExactly("fail-run", "open", "quarantine", "rollback"));
        } finally {
            server.close();
        }
    }

    private static void awaitTries(Doorbell doorbell, int more) {
        int before = doorbell.rings();
        eventually(
                "Postgres was tried again", () -> assertThat(doorbell.rings()).isGreaterThanOrEqualTo(before + more));
    }

    private static EmbeddedPostgres server(int port, Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.resolve("pg"))
                .setCleanDataDirectory(false)
                .start();
    }

    @Test
    void withoutADatabaseTheRollbackIsDoneAndTheConditionSaysWhatToSet() {
        try (OperatorUnderTest own = OperatorUnderTest.start(Map.of(), 1)) {
            Stage stage = own.stage().goodThenBad("1.0", "1.1");
            stage.apply(Stage.incident(INCIDENT, ""));
            stage.awaitPhase(INCIDENT, Phase.Mitigated);
            AIIncident incident = stage.awaitIncident(
                    INCIDENT, "nothing is recorded", now -> assertThat(Stage.outcome(now, "fail-run"))
                            .isEqualTo("Skipped/DatabaseNotConfigured"));

            assertThat(stage.image()).isEqualTo("example.test/gateway:1.0");
            assertThat(Stage.outcome(incident, "record-evidence")).isEqualTo("Skipped/DatabaseNotConfigured");
            assertThat(Stage.outcome(incident, "record-rollback")).isEqualTo("none");
            assertThat(condition(incident, "RunRecorded")).isEqualTo("False/DatabaseNotConfigured");
            assertThat(incident.getStatus().conditions)
                    .filteredOn(c -> c.getType().equals("RunRecorded"))
                    .extracting(Condition::getMessage)
                    .singleElement()
                    .asString()
                    .contains("lastgood.database.url");
        }
    }
}
