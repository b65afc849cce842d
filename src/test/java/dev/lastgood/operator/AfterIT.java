package dev.lastgood.operator;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.record.RunbookDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
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
                4);
    }

    @AfterAll
    static void stop() {
        operator.close();
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
}
