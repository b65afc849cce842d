package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.RunAction;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.job.RunStage;
import dev.lastgood.record.RunbookDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A retrain that somebody asks for over REST. */
@RealApiServer
class RetrainByRestIT {

    private static final String PATH = "/ai/models/retrainable/retrain";
    private static final String BODY =
            "{\"targetVersion\": \"2.0\", \"gitRef\": \"abc\", \"reason\": \"new\\ndata\", \"traceId\": \"t-1\"}";

    private static RunbookDatabase database;

    @AutoClose
    private static OperatorUnderTest operator;

    private static RunStage runs;
    private static RestCaller caller;

    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        operator = OperatorUnderTest.start(database.settings(), 2);
        runs = new RunStage(operator.stage(), operator.kubelet());
        runs.stage()
                .apply(Stage.gateway("1.0"))
                .apply(RunStage.cronJob("retrain", ""))
                .apply(Stage.model("modelId: retrainable\nretrain: {cronJobRef: {name: retrain}}"))
                .awaitGood("1.0");
        caller = RestUsers.in(runs.stage(), operator, "ann", "create", "aiincidents");
    }

    @Test
    void withTheRightItIs202AndOneJobAndOneRowThatNamesWhoAsked() {
        RestCaller.Answer first = caller.post(PATH, BODY, "Idempotency-Key", "k1");
        assertThat(first.status()).as(first.toString()).isEqualTo(202);
        String job = first.json().at("/job/name").asText();
        String id = first.json().path("runId").asText();
        assertThat(first.json().path("success").asBoolean()).isTrue();

        assertThat(caller.post(PATH, BODY, "Idempotency-Key", "k1")
                        .json()
                        .path("runId")
                        .asText())
                .isEqualTo(id);
        assertThat(caller.post(PATH, BODY).json().path("runId").asText())
                .as("without a key: the same version is being made")
                .isEqualTo(id);
        RestCaller.Answer reused = caller.post(PATH, "{\"targetVersion\": \"3.0\"}", "Idempotency-Key", "k1");
        assertThat(reused.status()).as(reused.toString()).isEqualTo(422);
        assertThat(reused.problem()).isEqualTo("KeyReused");
        assertThat(runs.jobs(RunAction.Retrain)).hasSize(1);

        runs.finish(runs.jobs(RunAction.Retrain).get(0), true);
        String user = "system:serviceaccount:" + runs.stage().namespace() + ":ann";
        eventually("its row has its end", () -> assertThat(
                        database.rows(
                                "SELECT id, status, target_version, triggered_by, git_ref, trace_id, reason FROM ai_model_runs"))
                .containsExactly(id + "|succeeded|2.0|" + user + "|abc|t-1|new data"));
        assertThat(runs.run(job).id).isEqualTo(id);
    }

    @Test
    void withoutTheRightItIs403AndWithoutATokenIs401() {
        RestCaller stranger = RestUsers.without(runs.stage(), operator, "stranger");
        assertThat(stranger.post(PATH, BODY).status()).isEqualTo(403);
        assertThat(new RestCaller(operator.process()::url, null)
                        .post(PATH, BODY)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whatCannotBeDoneIsAProblemThatSaysWhy() {
        Stage stage = operator.stage();
        RestCaller other = RestUsers.in(stage, operator, "bob", "create", "aiincidents");
        stage.apply(Stage.model("modelId: not-retrainable"));
        eventually("the model is seen", () -> assertThat(
                        other.post("/ai/models/not-retrainable/retrain", "{}").problem())
                .isEqualTo("CannotRetrain"));
        RestCaller.Answer none = other.post("/ai/models/not-retrainable/retrain", "{}");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.json().path("reason").asText()).isEqualTo("RetrainNotConfigured");
        stage.apply(Stage.model("modelId: not-retrainable\nretrain: {cronJobRef: {name: nowhere}}"));
        eventually("the CronJob is looked for", () -> assertThat(other.post("/ai/models/not-retrainable/retrain", "{}")
                        .json()
                        .path("reason")
                        .asText())
                .isEqualTo("CronJobMissing"));

        assertThat(caller.post("/ai/models/nobody/retrain", "{}").problem()).isEqualTo("UnknownModel");
        assertThat(caller.post(PATH, "{\"targetVersion\": \"two words\"}").problem())
                .isEqualTo("InvalidRequest");
        assertThat(caller.post(PATH, "{\"gitRef\": \"" + "x".repeat(257) + "\"}")
                        .problem())
                .isEqualTo("InvalidRequest");
        assertThat(caller.post(PATH, "no json").status()).isEqualTo(400);
        assertThat(caller.post(PATH, "{\"version\": \"2.0\"}").status())
                .as("a member that is not known")
                .isEqualTo(400);
    }
}
