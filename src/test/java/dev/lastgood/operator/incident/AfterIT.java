package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.rest.RestCaller;
import dev.lastgood.operator.rest.RestUsers;
import dev.lastgood.record.RunbookDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an incident leaves in Postgres: the review for bias, the audit, the row of the evidence register. */
@RealApiServer
class AfterIT {

    private static final String INCIDENT = "drift";
    private static final String REVIEW =
            "biasReview: {schedule: \"%s\", stakeholders: [ethics], checklistURL: \"https://wiki.test/bias\", afterDrift: 1h}\n";

    private static RunbookDatabase database;
    private static String role;

    @AutoClose
    private static OperatorUnderTest operator;

    /** The running login has what the grants say and nothing else. */
    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        role = database.role();
        database.grant(role);
        operator = OperatorUnderTest.start(
                Map.of(
                        "LASTGOOD_DATABASE_URL", database.url(),
                        "LASTGOOD_DATABASE_USERNAME", role,
                        "LASTGOOD_DATABASE_PASSWORD", "secret",
                        "LASTGOOD_DATABASE_MIGRATION_USERNAME", "postgres",
                        "LASTGOOD_DATABASE_MIGRATION_PASSWORD", "postgres"),
                6);
    }

    private static Stage begin(String model, String more) {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("modelId: " + model + "\n" + more))
                .awaitGood("1.0");
        return stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
    }

    private static Stage drifts(Stage stage, String more) {
        return stage.apply(Stage.incident(INCIDENT, more).replace("trigger: Hallucination", "trigger: BiasDrift"));
    }

    private static List<String> reviews(String model) {
        return database.rows(
                "SELECT status, to_char(scheduled_for AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), stakeholders,"
                        + " checklist_url, trace_id FROM ai_model_bias_reviews WHERE model_id = '" + model + "'");
    }

    private static List<String> audit(String model) {
        return database.rows("SELECT actor, way, action, reason FROM lastgood.audit WHERE model_id = '" + model
                + "' ORDER BY at, action");
    }

    private static void awaitScheduled(Stage stage, String outcome) {
        stage.awaitModel(outcome, m -> assertThat(Stage.condition(m.getStatus().conditions, "BiasReviewScheduled"))
                .isEqualTo(outcome));
    }

    private static void awaitAudited(Stage stage) {
        stage.awaitIncident(INCIDENT, "audited", i -> assertThat(Stage.condition(i.getStatus().conditions, "Audited"))
                .isEqualTo("True/Audited"));
    }

    @Test
    void driftMovesTheReviewOfTheScheduleAndTheAuditSaysWhoDidWhat() {
        Stage stage = begin(
                "drifting",
                REVIEW.formatted("0 9 1 1 *")
                        + "evidenceRegister: {controlMapping: SOC 2 CC7.4, owner: ai-platform}\n");
        awaitScheduled(stage, "True/BiasReviewScheduled");
        int year = Instant.now().atOffset(ZoneOffset.UTC).getYear() + 1;
        assertThat(reviews("drifting"))
                .containsExactly("pending|" + year + "-01-01 09:00:00|{ethics}|https://wiki.test/bias|null");

        drifts(stage, "traceId: t-1\nrequestedBy: ada\n").awaitPhase(INCIDENT, Phase.Mitigated);
        AIIncident incident =
                stage.awaitIncident(INCIDENT, "the review is moved", i -> assertThat(Stage.outcome(i, "bias-review"))
                        .isEqualTo("Done/BiasReviewMoved"));
        String due = Instant.parse(incident.getStatus().times.detected)
                .plusSeconds(3600)
                .toString();
        assertThat(reviews("drifting"))
                .containsExactly(
                        "pending|" + due.substring(0, 19).replace('T', ' ') + "|{ethics}|https://wiki.test/bias|t-1");
        eventually("the audit says who did what", () -> assertThat(audit("drifting"))
                .containsExactlyInAnyOrder(
                        "ada|REST|open|BiasDrift",
                        "lastgood|Operator|rollback|Patched",
                        "lastgood|Operator|quarantine|RolledBack",
                        "lastgood|Operator|bias-review|BiasReviewMoved"));
        assertThat(
                        database.rows(
                                "SELECT before->>'version', after->>'version' FROM lastgood.audit WHERE model_id = 'drifting' AND action = 'rollback'"))
                .containsExactly("1.1|1.0");
        eventually("the register has its row", () -> assertThat(
                        database.rows("SELECT control_mapping, owner, artifact LIKE '%Mitigated%' FROM"
                                + " lastgood.evidence WHERE model_id = 'drifting'"))
                .containsExactly("SOC 2 CC7.4|ai-platform|t"));

        operator.process().kill();
        operator.restart();
        stage.kubectl("patch", "aii", INCIDENT, "--type=merge", "-p", "{\"spec\": {\"acknowledgedBy\": \"grace\"}}");
        eventually("what is new is added, and nothing twice", () -> assertThat(audit("drifting"))
                .contains("grace|KubernetesAPI|acknowledge|BiasDrift")
                .hasSize(5));
        assertThat(reviews("drifting")).hasSize(1);
    }

    @Test
    void aScheduleThatNeverComesIsSaidAndDriftMakesItsReviewAllTheSame() {
        Stage stage = begin("never", REVIEW.formatted("0 0 30 2 *"));
        awaitScheduled(stage, "False/InvalidSchedule");
        assertThat(Stage.condition(stage.model().getStatus().conditions, "Ready"))
                .startsWith("True/");
        assertThat(reviews("never")).isEmpty();

        drifts(stage, "").awaitIncident(INCIDENT, "the review is made", i -> assertThat(Stage.outcome(i, "bias-review"))
                .isEqualTo("Done/BiasReviewScheduled"));
        assertThat(reviews("never")).hasSize(1);
    }

    @Test
    void whereNobodySaidHowTheIncidentSaysWhatToWrite() {
        Stage stage = begin("unsaid", "");
        drifts(stage, "").awaitIncident(INCIDENT, "skipped", i -> assertThat(Stage.outcome(i, "bias-review"))
                .isEqualTo("Skipped/BiasReviewNotConfigured"));
        awaitAudited(stage);
        assertThat(Stage.condition(stage.model().getStatus().conditions, "BiasReviewScheduled"))
                .isEqualTo("none");
    }

    @Test
    void whatCannotBeAReviewIsRefusedAtOnce() {
        Stage stage = operator.stage();
        assertThat(stage.tryApply(Stage.model("biasReview: {schedule: daily, checklistURL: \"https://wiki.test\"}"))
                        .err())
                .contains("schedule has five fields", "such as 0 9 1 */3 *");
        assertThat(stage.tryApply(Stage.model("biasReview: {checklistURL: wiki}"))
                        .err())
                .contains("checklistURL is where the checklist is: write one such as https://");
        assertThat(stage.tryApply(Stage.model("biasReview: {stakeholders: [a]}"))
                        .err())
                .contains("biasReview.checklistURL: Required");
        assertThat(stage.tryApply(
                                Stage.model("biasReview: {checklistURL: \"https://wiki.test\", afterDrift: two days}"))
                        .err())
                .contains("afterDrift is a duration between 1s and 8760h: write one such as 48h");
        assertThat(stage.tryApply(Stage.incident(INCIDENT, "resolution: {kind: FalseAlarm}"))
                        .err())
                .contains("a false alarm needs a reason: write rootCause");
    }

    @Test
    void auditAndRegisterAreReadAndAReviewIsAskedForByWhoMay() {
        Stage stage = begin("asked", REVIEW.formatted("0 9 1 1 *"));
        awaitScheduled(stage, "True/BiasReviewScheduled");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        eventually("audited", () -> assertThat(audit("asked")).hasSize(3));
        RestCaller person = RestUsers.in(stage, operator, "person", "create, list", "aiincidents");
        RestCaller stranger = RestUsers.without(stage, operator, "stranger");

        RestCaller.Answer audit = person.get("/ai/audit?model=asked&limit=2");
        assertThat(audit.status()).as(audit.toString()).isEqualTo(200);
        assertThat(audit.json().path("entries")).hasSize(2);
        RestCaller.Answer rest = person.get("/ai/audit?model=asked&limit=2&after="
                + audit.json().path("next").asText());
        assertThat(rest.json().path("entries").findValuesAsText("action")).containsExactly("open");
        assertThat(rest.json().has("next")).isFalse();
        assertThat(person.get("/ai/audit?incident=" + INCIDENT + "&namespace=" + stage.namespace())
                        .json()
                        .at("/entries/0/after")
                        .isObject())
                .isTrue();
        assertThat(person.get("/ai/evidence").json().at("/rows/0/Evidence ID").asText())
                .startsWith("AII-");
        RestCaller.Answer table = person.send(person.request("/ai/evidence").header("Accept", "text/markdown"));
        assertThat(table.header("Content-Type")).startsWith("text/markdown");
        assertThat(table.response().body())
                .startsWith("| Evidence ID | Artifact |")
                .contains("| AII-");

        assertThat(stranger.get("/ai/audit").json().path("entries")).isEmpty();
        assertThat(stranger.get("/ai/audit?namespace=" + stage.namespace()).problem())
                .isEqualTo("Forbidden");
        for (String bad :
                List.of("since=yesterday", "limit=0", "after=x", "model=a%00b", "since=%2B999999999-01-01T00:00:00Z")) {
            assertThat(person.get("/ai/audit?" + bad).problem()).as(bad).isEqualTo("InvalidRequest");
        }

        RestCaller.Answer first = review(person, "k1", "{\"reason\": \"a complaint\", \"traceId\": \"t-9\"}");
        assertThat(first.status()).as(first.toString()).isEqualTo(202);
        assertThat(first.json().at("/review/moved").asBoolean()).isTrue();
        assertThat(review(person, "k1", "{}").json()).isEqualTo(first.json());
        assertThat(database.rows("SELECT id, action, status, triggered_by LIKE '%:person', reason FROM ai_model_runs"
                        + " WHERE model_id = 'asked' AND action = 'bias_review'"))
                .containsExactly(first.json().path("runId").asText() + "|bias_review|queued|t|a complaint");
        assertThat(reviews("asked")).singleElement().asString().endsWith("|t-9");
        assertThat(audit("asked").stream().filter(row -> row.contains("bias-review")))
                .singleElement()
                .asString()
                .endsWith(":person|REST|bias-review|BiasReviewMoved");
        assertThat(person.get("/ai/audit?model=asked&limit=1")
                        .json()
                        .at("/entries/0")
                        .has("incident"))
                .isFalse();
        assertThat(review(stranger, "k2", "{}").problem()).isEqualTo("Forbidden");
        for (String bad : List.of(
                "{\"scheduledFor\": \"2020-01-01T00:00:00Z\"}",
                "{\"scheduledFor\": \"9999-01-01T00:00:00Z\"}",
                "{\"checklistUrl\": \"javascript:alert(1)\"}",
                "{\"stakeholders\": [\"\"]}",
                "{\"traceId\": \"a b\"}")) {
            assertThat(review(person, "k3", bad).problem()).as(bad).isEqualTo("InvalidRequest");
        }

        stage.kubectl(
                "patch",
                "mdl",
                "pricing",
                "--type=json",
                "-p",
                "[{\"op\": \"remove\", \"path\": \"/spec/biasReview\"}]");
        eventually(
                "it is said that there is no checklist",
                () -> assertThat(review(person, null, "{}").problem()).isEqualTo("BiasReviewNotConfigured"));
    }

    @Test
    void whatPeopleSayOfRevisionsIsAuditedOnce() {
        Stage stage = begin("said", "");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        awaitAudited(stage);
        String bad = stage.revision("1.1").orElseThrow().name;

        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.RELEASE + "=" + bad);
        eventually("the release is audited", () -> assertThat(audit("said"))
                .contains("Person|KubernetesAPI|release|Released"));
        operator.process().kill();
        operator.restart();
        stage.kubectl("annotate", "mdl", Stage.MODEL, Names.DECLARE_GOOD + "=" + bad);
        eventually("so is the declaration", () -> assertThat(audit("said"))
                .containsOnlyOnce("Person|KubernetesAPI|release|Released")
                .containsOnlyOnce("Person|KubernetesAPI|declare-good|DeclaredGood"));
        assertThat(database.rows("SELECT before->>'revision', before->>'state', after->>'state', after->>'fieldManager'"
                        + " FROM lastgood.audit WHERE model_id = 'said' AND incident IS NULL ORDER BY action"))
                .containsExactly(
                        bad + "|Candidate|Good|kubectl-annotate", bad + "|Quarantined|Candidate|kubectl-annotate");
    }

    private static RestCaller.Answer review(RestCaller caller, String key, String body) {
        var request = caller.request("/ai/models/asked/bias-review")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));
        return caller.send(key == null ? request : request.header("Idempotency-Key", key));
    }
}
