package dev.lastgood.decide.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ObjectRef;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.RetrainRequest;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.Regression;
import dev.lastgood.api.model.RegressionRun;
import dev.lastgood.api.model.Retrain;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunStepsTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
        incident.model.getSpec().regression = new Regression();
        incident.model.getSpec().regression.cronJobRef = named("qa-ai-regression");
    }

    private static ObjectRef named(String name) {
        ObjectRef ref = new ObjectRef();
        ref.name = name;
        return ref;
    }

    private void retrainable() {
        incident.model.getSpec().retrain = new Retrain();
        incident.model.getSpec().retrain.cronJobRef = named("retrain");
    }

    private void mitigated() {
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    private List<JobOrder> orders() {
        return incident.last.tasks().stream()
                .filter(RecordTask.StartJob.class::isInstance)
                .map(t -> ((RecordTask.StartJob) t).order())
                .toList();
    }

    /** The Job of the last order is seen, and stands so in the model's status. */
    private String seen(RunState state, String reason) {
        String job = orders().isEmpty()
                ? incident.model.getStatus().runs.get(0).job
                : orders().get(0).job();
        ModelRun run = new ModelRun();
        run.job = job;
        run.state = state;
        run.reason = reason;
        run.message = "as the Job says";
        incident.model.setStatus(new ModelDeploymentStatus());
        incident.model.getStatus().runs = List.of(run);
        incident.reconcile();
        return job;
    }

    @Test
    void a_regression_runs_once_the_restored_revision_serves_and_nothing_waits_for_it() {
        incident.reconcile();
        assertThat(incident.step("1/regression")).isNull();
        mitigated();
        assertThat(incident.how("1/regression")).isEqualTo("Running JobRequested");
        assertThat(incident.condition("RegressionPassed")).isEqualTo("Unknown JobRequested");
        assertThat(orders()).singleElement().satisfies(o -> {
            assertThat(o.cronJob()).isEqualTo("qa-ai-regression");
            assertThat(o.job()).matches("pricing-regression-[0-9a-f]{10}");
            assertThat(o.environment())
                    .containsEntry("LASTGOOD_ACTION", "regression")
                    .containsEntry("LASTGOOD_TARGET_VERSION", "v1")
                    .containsEntry("LASTGOOD_SERVING_VERSION", "v1")
                    .containsEntry("LASTGOOD_FAILED_VERSION", "v2")
                    .containsEntry("LASTGOOD_INCIDENT", "i1")
                    .doesNotContainKeys("LASTGOOD_GIT_REF", "LASTGOOD_DRILL");
        });

        incident.result("1/regression", StepState.Done, Reason.JobCreated);
        incident.reconcile();
        incident.results.clear();
        incident.reconcile();
        assertThat(incident.how("1/regression")).isEqualTo("Running JobCreated");
        assertThat(orders()).as("made").isEmpty();

        incident.model.setStatus(new ModelDeploymentStatus());
        incident.resolves(Resolution.Kind.Fixed).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(RunSteps.areOpen(incident.incident.getStatus())).isTrue();
    }

    @Test
    void how_it_ended_is_a_condition_with_a_place_to_look() {
        mitigated();
        String job = seen(RunState.Processing, null);
        assertThat(incident.condition("RegressionPassed")).isEqualTo("Unknown RegressionRunning");
        seen(RunState.Failed, "BackoffLimitExceeded");
        assertThat(incident.how("1/regression")).isEqualTo("Failed RegressionFailed");
        assertThat(incident.condition("RegressionPassed")).isEqualTo("False RegressionFailed");
        assertThat(incident.step("1/regression").message)
                .isEqualTo("Job " + job + " failed (BackoffLimitExceeded): kubectl logs -n ai job/" + job);
        assertThat(incident.phase()).as("no verdict of the ladder").isEqualTo(Phase.Mitigated);
    }

    @Test
    void passed() {
        mitigated();
        seen(RunState.Succeeded, null);
        assertThat(incident.how("1/regression")).isEqualTo("Done RegressionPassed");
        assertThat(incident.condition("RegressionPassed")).isEqualTo("True RegressionPassed");
        assertThat(incident.tasks()).doesNotContain("regression");
    }

    @Test
    void a_job_that_nobody_saw_end_is_neither_passed_nor_failed() {
        mitigated();
        seen(RunState.Failed, "JobDeleted");
        assertThat(incident.condition("RegressionPassed")).isEqualTo("Unknown JobDeleted");
    }

    @Test
    void a_job_that_was_made_and_never_seen_is_given_up_at_last() {
        mitigated();
        incident.result("1/regression", StepState.Done, Reason.JobCreated);
        incident.reconcile();
        incident.results.clear();
        clock.pass(Duration.ofMinutes(10));
        incident.reconcile();
        assertThat(incident.condition("RegressionPassed")).isEqualTo("Unknown JobDeleted");
    }

    @Test
    void a_missing_cron_job_is_said_and_ends_it() {
        mitigated();
        incident.result("1/regression", StepState.Failed, Reason.CronJobMissing);
        incident.reconcile();
        assertThat(incident.how("1/regression")).isEqualTo("Failed CronJobMissing");
        assertThat(incident.condition("RegressionPassed")).isEqualTo("Unknown CronJobMissing");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void an_api_server_that_is_away_is_asked_again() {
        mitigated();
        incident.result("1/regression", StepState.Pending, Reason.ApiServerRefused);
        incident.reconcile();
        incident.results.clear();
        incident.reconcile();
        assertThat(incident.how("1/regression")).isEqualTo("Pending ApiServerRefused");
        assertThat(orders()).hasSize(1);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void never_where_it_is_not_wanted_in_dry_runs_and_without_a_regression() {
        incident.model.getSpec().regression.run = RegressionRun.Never;
        mitigated();
        assertThat(incident.step("1/regression")).isNull();

        IncidentStory dry = new IncidentStory(gateway.rollsOut("v3"), "dry");
        dry.model = incident.model;
        dry.model.getSpec().regression.run = RegressionRun.OnMitigated;
        retrainable();
        dry.incident.getSpec().retrain = new RetrainRequest();
        dry.response().dryRun = true;
        dry.reconcile();
        assertThat(dry.phase()).isEqualTo(Phase.RecordedOnly);
        assertThat(dry.step("1/regression")).isNull();
        assertThat(dry.step("1/retrain")).isNull();
    }

    @Test
    void a_drill_is_marked() {
        incident.incident.getSpec().drill = true;
        mitigated();
        assertThat(orders()).singleElement().satisfies(o -> {
            assertThat(o.environment()).containsEntry("LASTGOOD_DRILL", "true");
            assertThat(o.parameters().drill()).isTrue();
        });
        assertThat(incident.step("1/regression").message).startsWith("DRILL: ");
    }

    @Test
    void nothing_is_made_while_the_model_is_paused() {
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.operatorPaused = true;
        incident.reconcile();
        assertThat(incident.step("1/regression")).isNull();
        assertThat(orders()).isEmpty();
        incident.operatorPaused = false;
        incident.reconcile();
        assertThat(orders()).hasSize(1);
    }

    @Test
    void a_retrain_is_asked_for_once_per_attempt() {
        incident.model.getSpec().regression = null;
        retrainable();
        mitigated();
        assertThat(incident.step("1/retrain")).isNull();
        incident.incident.getSpec().retrain = new RetrainRequest();
        incident.incident.getSpec().retrain.targetVersion = "v3";
        incident.incident.getSpec().retrain.gitRef = "abc";
        incident.incident.getSpec().requestedBy = "ann";
        incident.reconcile();
        assertThat(orders()).singleElement().satisfies(o -> {
            assertThat(o.environment())
                    .containsEntry("LASTGOOD_TARGET_VERSION", "v3")
                    .containsEntry("LASTGOOD_GIT_REF", "abc")
                    .containsEntry("LASTGOOD_FAILED_VERSION", "v2");
            assertThat(o.parameters().triggeredBy()).isEqualTo("ann");
        });
        String first = seen(RunState.Succeeded, null);
        assertThat(incident.condition("Retrained")).isEqualTo("True RetrainSucceeded");

        incident.incident.getSpec().attempt = 2;
        incident.response().mode = ResponseMode.Observe;
        incident.reconcile();
        assertThat(orders()).singleElement().satisfies(o -> assertThat(o.job()).isNotEqualTo(first));
    }

    @Test
    void a_retrain_that_the_model_does_not_know_is_said() {
        mitigated();
        incident.incident.getSpec().retrain = new RetrainRequest();
        incident.reconcile();
        assertThat(incident.condition("Retrained")).isEqualTo("Unknown RetrainNotConfigured");
    }

    @Test
    void what_an_attempt_left_open_is_closed() {
        mitigated();
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(incident.how("1/regression")).isEqualTo("Skipped Superseded");
    }

    @Test
    void names_are_those_of_jobs_however_long_the_models_is() {
        String name = "a".repeat(40) + "." + "b".repeat(100);
        assertThat(JobOrder.name(IncidentStory.model(name), RunAction.Regression, "x"))
                .hasSize(63)
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])");
    }
}
