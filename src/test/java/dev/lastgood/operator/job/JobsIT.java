package dev.lastgood.operator.job;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.RunbookDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Retrain and regression on a real API server with its job-controller, and the rows of retrains in a real Postgres. */
@RealApiServer
class JobsIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String PASSED = "RegressionPassed";

    private static RunbookDatabase database;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        Map<String, String> settings = database.settings();
        settings.put("LASTGOOD_LINKS_JOB", "https://logs.test/{namespace}/{job}");
        operator = OperatorUnderTest.start(settings, 9);
    }

    /** 1.0 is Good, 1.1 serves; the tests share the tables, so each has a model of its own. */
    private static RunStage begin(String modelId, String moreSpec) {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"))
                .apply(Stage.model("modelId: " + modelId + "\n" + moreSpec))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        return new RunStage(stage, operator.kubelet());
    }

    private static AIIncident awaitCondition(RunStage runs, String type, String is) {
        return runs.stage().awaitIncident(INCIDENT, type + " is " + is, i -> assertThat(
                        Stage.condition(i.getStatus().conditions, type))
                .isEqualTo(is));
    }

    private static String message(AIIncident incident, String type) {
        return incident.getStatus().conditions.stream()
                .filter(c -> type.equals(c.getType()))
                .map(Condition::getMessage)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> rows(String modelId) {
        return database.rows("SELECT id, status, target_version, triggered_by, git_ref, trace_id, error_message,"
                + " started_at IS NOT NULL, completed_at IS NOT NULL FROM ai_model_runs"
                + " WHERE action = 'retrain' AND model_id = '" + modelId + "'");
    }

    @Test
    void aRegressionRunsAfterTheRollbackAndPasses() {
        RunStage runs = begin("passes", RunStage.spec("retrain", "qa-ai-regression"));
        runs.stage().apply(RunStage.cronJob("qa-ai-regression", ""));
        runs.stage().apply(Stage.incident(INCIDENT, "traceId: t-1"));
        runs.stage().awaitPhase(INCIDENT, Phase.Mitigated);

        Job job = runs.awaitJob(RunAction.Regression);
        assertThat(job.getMetadata().getLabels()).containsEntry("team", "ml");
        assertThat(job.getMetadata().getAnnotations())
                .containsEntry("cronjob.kubernetes.io/instantiate", "manual")
                .containsEntry("lastgood.dev/incident", INCIDENT);
        eventually("it is under way", () -> awaitCondition(runs, PASSED, "Unknown/RegressionRunning"));
        List<EnvVar> env = pod(runs, job).getSpec().getContainers().get(0).getEnv();
        assertThat(env)
                .extracting(e -> e.getName() + "=" + e.getValue())
                .contains(
                        "LASTGOOD_MODEL=passes",
                        "LASTGOOD_NAMESPACE=" + runs.stage().namespace(),
                        "LASTGOOD_ACTION=regression",
                        "LASTGOOD_TARGET_VERSION=1.0",
                        "LASTGOOD_SERVING_VERSION=1.0",
                        "LASTGOOD_FAILED_VERSION=1.1",
                        "LASTGOOD_TRACE_ID=t-1",
                        "LASTGOOD_INCIDENT=" + INCIDENT)
                .doesNotContain("LASTGOOD_TARGET_VERSION=stale");
        // The incident is over meanwhile, and hears of it all the same.
        runs.stage()
                .kubectl(
                        "patch",
                        "aii",
                        INCIDENT,
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"resolution\":{\"kind\":\"Fixed\"}}}");
        runs.stage().awaitPhase(INCIDENT, Phase.Resolved);
        runs.finish(job, true);

        AIIncident incident = awaitCondition(runs, PASSED, "True/RegressionPassed");
        assertThat(message(incident, PASSED))
                .endsWith("https://logs.test/" + runs.stage().namespace() + "/"
                        + job.getMetadata().getName());
        assertThat(Stage.outcome(incident, "regression")).isEqualTo("Done/RegressionPassed");
        assertThat(rows("passes")).as("their table has no such action").isEmpty();
    }

    private static Pod pod(RunStage runs, Job job) {
        return runs.stage()
                .plane()
                .client()
                .pods()
                .inNamespace(runs.stage().namespace())
                .withLabel("job-name", job.getMetadata().getName())
                .list()
                .getItems()
                .get(0);
    }

    @Test
    void aRegressionThatFailsIsSaidAndChangesNothing() {
        RunStage runs = begin("fails", RunStage.spec("retrain", "qa-ai-regression"));
        runs.stage().apply(RunStage.cronJob("qa-ai-regression", ""));
        runs.stage().apply(Stage.incident(INCIDENT, ""));
        runs.finish(runs.awaitJob(RunAction.Regression), false);

        AIIncident incident = awaitCondition(runs, PASSED, "False/RegressionFailed");
        assertThat(message(incident, PASSED)).contains("BackoffLimitExceeded");
        assertThat(incident.getStatus().phase).isEqualTo(Phase.Mitigated);
    }

    @Test
    void aMissingCronJobAndAQuotaAreSaidAndTheRollbackIsDone() {
        RunStage missing = begin("missing", RunStage.spec("retrain", "nowhere"));
        missing.stage().apply(Stage.incident(INCIDENT, "retrain: {}"));
        AIIncident incident = awaitCondition(missing, PASSED, "Unknown/CronJobMissing");
        assertThat(message(incident, PASSED)).contains("there is no CronJob nowhere");
        assertThat(incident.getStatus().phase).isEqualTo(Phase.Mitigated);

        RunStage full = begin("full", RunStage.spec("retrain", "qa-ai-regression"));
        full.stage()
                .apply(RunStage.cronJob("qa-ai-regression", ""))
                .apply(
                        """
                        apiVersion: v1
                        kind: ResourceQuota
                        metadata: {name: no-jobs}
                        spec: {hard: {count/jobs.batch: "0"}}
                        """);
        eventually("the quota is known", () -> assertThat(
                        full.stage().kubectl("get", "resourcequota", "no-jobs", "-o", "jsonpath={.status.used}"))
                .isNotBlank());
        full.stage().apply(Stage.incident(INCIDENT, ""));
        assertThat(message(awaitCondition(full, PASSED, "Unknown/QuotaExceeded"), PASSED))
                .contains("exceeded quota: no-jobs");
    }

    @Test
    void aTemplateThatIsNoJobIsSaid() {
        RunStage runs = begin("invalid", RunStage.spec("retrain", "qa-ai-regression"));
        runs.stage()
                .apply(RunStage.cronJob("qa-ai-regression", "metadata: {labels: {controller-uid: taken}}"))
                .apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = awaitCondition(runs, PASSED, "Unknown/JobTemplateInvalid");
        assertThat(message(incident, PASSED)).contains("mend the jobTemplate of CronJob qa-ai-regression");
    }

    @Test
    void aRetrainOnRequestIsARowThatFollowsItsJob() {
        RunStage runs = begin("retrained", "retrain: {cronJobRef: {name: retrain}}");
        runs.stage().apply(RunStage.cronJob("retrain", "")).apply(Stage.incident(INCIDENT, "requestedBy: ann"));
        runs.stage().awaitPhase(INCIDENT, Phase.Mitigated);
        String change = "{\"spec\":{\"retrain\":{\"targetVersion\":\"$(LASTGOOD_MODEL)-2\",\"gitRef\":\"abc123\"}}}";
        runs.stage().kubectl("patch", "aii", INCIDENT, "--type=merge", "-p", change);

        Job job = runs.awaitJob(RunAction.Retrain);
        String id = job.getMetadata().getUid();
        String row = "|$(LASTGOOD_MODEL)-2|ann|abc123|null|";
        eventually("it is written as under way", () -> assertThat(rows("retrained"))
                .containsExactly(id + "|processing" + row + "null|t|f"));
        assertThat(pod(runs, job).getSpec().getContainers().get(0).getEnv())
                .as("$$ is one $ for the kubelet, and the name is not put in")
                .extracting(e -> e.getName() + "=" + e.getValue())
                .contains("LASTGOOD_TARGET_VERSION=$$(LASTGOOD_MODEL)-2", "LASTGOOD_GIT_REF=abc123");
        assertThat(pod(runs, job).getMetadata().getLabels())
                .as("LASTGOOD_RUN_ID")
                .containsEntry("controller-uid", id);
        awaitCondition(runs, "Retrained", "Unknown/RetrainRunning");
        runs.finish(job, true);

        awaitCondition(runs, "Retrained", "True/RetrainSucceeded");
        eventually("the row has its end", () -> assertThat(rows("retrained"))
                .containsExactly(id + "|succeeded" + row + "null|t|t"));
        assertThat(runs.stage()
                        .tryApply(Stage.incident(INCIDENT, "requestedBy: ann\nretrain: {targetVersion: other}"))
                        .err())
                .contains("retrain cannot change");
    }

    @Test
    void aRetrainThatFailsIsARowThatSaysWhy() {
        RunStage runs = begin("not-retrained", "retrain: {cronJobRef: {name: retrain}}");
        runs.stage()
                .apply(RunStage.cronJob("retrain", ""))
                .apply(Stage.incident(INCIDENT, "retrain: {targetVersion: '2.0'}\ndrill: true"));
        Job job = runs.awaitJob(RunAction.Retrain);
        assertThat(job.getMetadata().getAnnotations()).containsEntry("lastgood.dev/drill", "true");
        runs.finish(job, false);

        awaitCondition(runs, "Retrained", "False/RetrainFailed");
        eventually("the row says why", () -> assertThat(rows("not-retrained"))
                .singleElement()
                .asString()
                .startsWith(job.getMetadata().getUid() + "|failed|2.0|lastgood|null|null|Job "
                        + runs.stage().namespace() + "/" + job.getMetadata().getName() + ": BackoffLimitExceeded: "));
        assertThat(database.rows("SELECT reason LIKE 'DRILL: %' FROM ai_model_runs WHERE model_id = 'not-retrained'"
                        + " AND action = 'retrain'"))
                .containsExactly("t");
    }

    @Test
    void aJobThatIsDeletedBeforeItEndedIsNeitherPassedNorFailedAndItsRowFailed() {
        RunStage runs = begin("deleted", "retrain: {cronJobRef: {name: retrain}}");
        runs.stage().apply(RunStage.cronJob("retrain", "")).apply(Stage.incident(INCIDENT, "retrain: {}"));
        Job job = runs.awaitJob(RunAction.Retrain);
        eventually("it runs", () -> assertThat(runs.run(job.getMetadata().getName()).state)
                .isEqualTo(RunState.Processing));
        runs.stage().kubectl("delete", "job", job.getMetadata().getName(), "--wait=false");

        awaitCondition(runs, "Retrained", "Unknown/JobDeleted");
        eventually("the row says so", () -> assertThat(rows("deleted"))
                .singleElement()
                .asString()
                .contains("|failed|", ": JobDeleted: the Job is gone and nobody saw how it ended"));
    }

    @Test
    void aJobThatIsRemovedRightAfterItsEndHasSucceeded() {
        RunStage runs = begin("removed", "retrain: {cronJobRef: {name: retrain}}");
        runs.stage().apply(RunStage.cronJob("retrain", "")).apply(Stage.incident(INCIDENT, "retrain: {}"));
        Job job = runs.awaitJob(RunAction.Retrain);
        String name = job.getMetadata().getName();
        runs.finish(job, true);
        runs.stage().kubectl("wait", "--for=condition=complete", "job/" + name, "--timeout=60s");
        runs.stage().kubectl("delete", "job", name, "--wait=false");

        awaitCondition(runs, "Retrained", "True/RetrainSucceeded");
        assertThat(runs.run(name).state).isEqualTo(RunState.Succeeded);
    }
}
