package dev.lastgood.record;

import static dev.lastgood.record.Incident.AFTER;
import static dev.lastgood.record.Incident.BEFORE;
import static dev.lastgood.record.Incident.EARLIER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.PastRun;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.suite.Slow;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Slow
class EvidenceTest {

    private final RunbookDatabase database = RunbookDatabase.create();
    private final IncidentRecords records = new IncidentRecords(database.config());

    @AfterEach
    void close() {
        records.close();
    }

    private EvidenceResult evidence(Incident incident) {
        EvidenceResult result = records.recordEvidence(incident.step("evidence"), incident.facts());
        assertThat(result.result().state()).as("%s", result).isEqualTo(StepState.Done);
        return result;
    }

    @Test
    void theRunThatTheIncidentNamesIsTaken() {
        UUID named = database.run("pricing", "retrain", "succeeded", "v1", "ci", EARLIER);
        database.run("pricing", "retrain", "succeeded", "v2", "ci", BEFORE);
        EvidenceResult found =
                evidence(Incident.of("a").run(named.toString().toUpperCase()).version("v2"));
        assertThat(found.evidence().runId()).isEqualTo(named.toString());
        assertThat(found.result().reason()).isEqualTo(Reason.Captured);
    }

    @Test
    void elseTheNewestRetrainRunOfTheSuspectsVersionFromBeforeDetection() {
        database.run("pricing", "retrain", "failed", "v2", "ci", EARLIER);
        UUID newest = database.run("pricing", "retrain", "succeeded", "v2", "ci", BEFORE);
        database.run("pricing", "retrain", "queued", "v2", "ci", AFTER);
        database.run("pricing", "bias_review", "succeeded", "v2", "ci", BEFORE);
        database.run("other", "retrain", "succeeded", "v2", "ci", BEFORE);
        assertThat(evidence(Incident.of("a").version("v2")).evidence().runId()).isEqualTo(newest.toString());
    }

    @Test
    void elseTheOnlyUnfinishedRetrainRunFromBeforeDetection() {
        database.run("pricing", "retrain", "succeeded", "v1", "ci", EARLIER);
        UUID unfinished = database.run("pricing", "retrain", "processing", "v3", "ci", BEFORE);
        database.run("pricing", "retrain", "processing", "v4", "ci", AFTER);
        assertThat(evidence(Incident.of("a").version("v2")).evidence().runId()).isEqualTo(unfinished.toString());
    }

    @Test
    void ofTwoUnfinishedRunsNoneIsTaken() {
        database.run("pricing", "retrain", "processing", "v3", "ci", BEFORE);
        database.run("pricing", "retrain", "queued", "v4", "ci", EARLIER);
        EvidenceResult found = evidence(Incident.of("a"));
        assertThat(found.evidence().runId()).isNull();
        assertThat(found.result().reason()).isEqualTo(Reason.RunNotIdentified);
        assertThat(found.result().message()).contains("several unfinished", "spec.runId");
    }

    @Test
    void theModelsNewestFiveRunsFromBeforeDetectionComeAlongAlsoTheSecondTime() {
        for (int i = 0; i < 4; i++) {
            database.run("pricing", "retrain", "failed", "v" + i, "ci", EARLIER);
        }
        UUID ours = database.run("pricing", "rollback", "succeeded", "v1", "lastgood", BEFORE);
        database.run("pricing", "retrain", "queued", "v9", "ci", AFTER);
        database.run("other", "retrain", "succeeded", "v9", "ci", BEFORE);
        for (int time = 0; time < 2; time++) {
            List<PastRun> runs =
                    evidence(Incident.of("a").version("v2")).evidence().runs();
            assertThat(runs).hasSize(5);
            assertThat(runs.get(0).id).isEqualTo(ours.toString());
            assertThat(runs.get(0).action + " " + runs.get(0).status + " " + runs.get(0).targetVersion)
                    .isEqualTo("rollback succeeded v1");
            assertThat(runs.get(0).createdAt).startsWith("2026-");
            assertThat(runs).extracting(r -> r.targetVersion).doesNotContain("v9");
        }
    }

    @Test
    void ourOwnRollbacksAreNeverTheFailedRun() {
        database.run("pricing", "rollback", "processing", "v2", "lastgood", BEFORE);
        EvidenceResult found = evidence(Incident.of("a").version("v2"));
        assertThat(found.result().reason()).isEqualTo(Reason.RunNotIdentified);
    }

    @Test
    void aRunIdThatIsNoUuidTouchesNothing() {
        for (String bad : new String[] {"run-17", "0b2e\n11", "1-1-1-1-1"}) {
            EvidenceResult found = evidence(Incident.of("u" + bad.hashCode()).run(bad));
            assertThat(found.evidence().runId()).isNull();
            assertThat(found.result().message()).contains("write the uuid").doesNotContain("\0");
        }
    }

    @Test
    void evidenceIsTheNewestPromptOfTheRunFromBeforeDetection() {
        UUID run = database.run("pricing", "retrain", "succeeded", "v2", "ci", EARLIER);
        String versions = "{\"promptVersions\": {\"system\": \"s7\", \"user\": \"u3\"}, \"text\": \"SECRET\"}";
        database.prompt(run, "pricing", "t-old", "sha256:old", "{}", EARLIER);
        database.prompt(run, "pricing", "t-run", "sha256:run", versions, BEFORE);
        database.prompt(run, "pricing", "t-late", "sha256:late", "{}", AFTER);
        database.prompt(null, "pricing", "t-1", "sha256:trace", "{}", BEFORE);
        EvidenceResult found = evidence(Incident.of("a").version("v2").trace("t-1"));
        assertThat(found.evidence().promptDigest()).isEqualTo("sha256:run");
        assertThat(found.evidence().traceId()).isEqualTo("t-run");
        assertThat(found.evidence().promptVersions()).isEqualTo(Map.of("system", "s7", "user", "u3"));
        assertThat(found.toString()).doesNotContain("SECRET");
    }

    @Test
    void elseThePromptOfTheTraceElseOfTheModel() {
        database.prompt(null, "pricing", "t-2", "sha256:model", "{\"promptVersions\": {\"user\": \"u1\"}}", BEFORE);
        database.prompt(null, "pricing", "t-1", "sha256:trace", "{}", EARLIER);
        assertThat(evidence(Incident.of("a").trace("t-1")).evidence().promptDigest())
                .isEqualTo("sha256:trace");
        EvidenceResult byModel = evidence(Incident.of("b").trace("t-9"));
        assertThat(byModel.evidence().promptDigest()).isEqualTo("sha256:model");
        assertThat(byModel.evidence().promptVersions()).isEqualTo(Map.of("user", "u1"));
    }

    @Test
    void withoutAnyPromptTheIncidentsOwnTraceRemains() {
        database.prompt(null, "pricing", "t-1", "sha256:late", "{}", AFTER);
        EvidenceResult found = evidence(Incident.of("a").trace("t-1"));
        assertThat(found.evidence().promptDigest()).isNull();
        assertThat(found.evidence().traceId()).isEqualTo("t-1");
        assertThat(found.evidence().promptVersions()).isEmpty();
    }

    @Test
    void askedAgainItAnswersWhatWasPinnedAtFirst() {
        UUID first = database.run("pricing", "retrain", "succeeded", "v2", "ci", EARLIER);
        database.prompt(first, "pricing", "t", "sha256:first", "{\"promptVersions\": {\"system\": \"s1\"}}", EARLIER);
        Incident incident = Incident.of("a").version("v2");
        EvidenceResult before = evidence(incident);
        database.run("pricing", "retrain", "succeeded", "v2", "ci", BEFORE);
        IncidentRecords restarted = new IncidentRecords(database.config());
        EvidenceResult again = restarted.recordEvidence(incident.step("evidence"), incident.facts());
        assertThat(again.result()).isEqualTo(before.result());
        assertThat(again.evidence().with(List.of())).isEqualTo(before.evidence().with(List.of()));
        restarted.close();
        assertThat(database.rows("SELECT id FROM lastgood.step")).containsExactly("a/1/evidence");
        assertThat(database.rows("SELECT uid, namespace, name FROM lastgood.incident"))
                .containsExactly("a|ai|quotes");
    }

    @Test
    void theTablesMayHaveOtherNamesAndEnumTypes() {
        database.execute(
                """
                CREATE SCHEMA "Ops";
                CREATE TYPE run_status AS ENUM ('queued', 'processing', 'succeeded', 'failed');
                CREATE TYPE run_action AS ENUM ('retrain', 'rollback', 'bias_review');
                CREATE TABLE "Ops"."ModelRun" ("runKey" uuid PRIMARY KEY, model text, kind run_action, state run_status,
                    target_version varchar(20), triggered_by varchar(20), git_ref text, trace_id uuid, reason varchar(30),
                    created_at timestamp, updated_at timestamp, started_at timestamp, completed_at timestamp,
                    error varchar(40));
                INSERT INTO "Ops"."ModelRun" ("runKey", model, kind, state, target_version, created_at) VALUES
                    ('00000000-0000-0000-0000-000000000001', 'pricing', 'retrain', 'processing', 'v2', '2026-11-23 09:59:59');
                ALTER TABLE admin_ai_prompts RENAME TO asked;
                ALTER TABLE asked RENAME model TO "Model Name";
                ALTER TABLE asked ALTER prompt_payload TYPE json""");
        IncidentRecords renamed = new IncidentRecords(database.config(
                "runs.table", "Ops.ModelRun",
                "runs.columns.id", "runKey",
                "runs.columns.model-id", "model",
                "runs.columns.action", "kind",
                "runs.columns.status", "state",
                "runs.columns.error-message", "error",
                "prompts.table", "asked",
                "prompts.columns.model", "Model Name"));
        Incident incident = Incident.of("a").version("v2").trace("no uuid");
        EvidenceResult found = renamed.recordEvidence(incident.step("evidence"), incident.facts());
        assertThat(found.result().message()).startsWith("Run 00000000-0000-0000-0000-000000000001");
        UUID run = UUID.fromString(found.evidence().runId());
        assertThat(renamed.failRun(incident.step("run"), run, "it is 'bad' ".repeat(10), incident.facts())
                        .reason())
                .isEqualTo(Reason.RunMarkedFailed);
        assertThat(renamed.recordRollback(
                                incident.step("record"),
                                incident.facts(),
                                "v2",
                                "v1",
                                "because of a long reason, really",
                                Incident.DETECTED)
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(renamed.finishRollback(incident.step("record"), incident.facts(), true, null, Incident.DETECTED)
                        .state())
                .isEqualTo(StepState.Done);
        renamed.close();
        assertThat(database.rows(
                        "SELECT kind, state, target_version, length(error) FROM \"Ops\".\"ModelRun\" ORDER BY kind"))
                .containsExactly("retrain|failed|v2|40", "rollback|succeeded|v1|null");
    }
}
