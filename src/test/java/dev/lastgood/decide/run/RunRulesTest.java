package dev.lastgood.decide.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.RunParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRulesTest {

    private static final String ID = "0b2e0000-0000-4000-8000-000000000001";

    private final SettableClock clock = new SettableClock();
    private final Instant created = clock.instant();
    private final ModelDeployment model = IncidentStory.model("pricing");
    private final Map<String, RecordResult> results = new HashMap<>();
    private List<RunJob> jobs = new ArrayList<>();
    private RunDecision last;

    private RunJob job(String id, RunAction action, boolean active, Boolean succeeded) {
        return new RunJob(
                id,
                "job-" + id.substring(id.length() - 2),
                action,
                new RunParameters("2.1", "abc", "t-1", "i1", null, null, "ann", "ann", "because", false),
                new RunTimes(
                        created,
                        active || succeeded != null ? created.plusSeconds(1) : null,
                        succeeded == null ? null : created.plusSeconds(60)),
                active,
                succeeded == null ? null : end(succeeded));
    }

    private static JobEnd end(boolean succeeded) {
        return succeeded
                ? new JobEnd(true, null, null)
                : new JobEnd(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }

    /** One pass; what was recorded comes with the next one. */
    private RunDecision pass(RunJob... seen) {
        jobs = List.of(seen);
        last = new RunRules(clock).advance(model, jobs, results);
        model.setStatus(model.getStatus() == null ? new ModelDeploymentStatus() : model.getStatus());
        model.getStatus().runs = last.runs();
        results.clear();
        return last;
    }

    private void recorded(StepState state, Reason reason) {
        last.records().forEach(r -> results.put(r.key(), new RecordResult(state, reason, "from the database")));
    }

    private ModelRun run() {
        assertThat(last.runs()).hasSize(1);
        return last.runs().get(0);
    }

    private List<RunState> wanted() {
        return last.records().stream().map(RunRecord::state).toList();
    }

    @Test
    void queued_then_processing_then_succeeded_each_recorded_once() {
        pass(job(ID, RunAction.Retrain, false, null));
        assertThat(run().state).isEqualTo(RunState.Queued);
        assertThat(wanted()).containsExactly(RunState.Queued);
        recorded(StepState.Done, Reason.Recorded);
        pass(job(ID, RunAction.Retrain, false, null));
        assertThat(run().recorded).isEqualTo(RunState.Queued);
        assertThat(wanted()).isEmpty();
        assertThat(last.recheck()).as("nothing to wait for").isNull();

        pass(job(ID, RunAction.Retrain, true, null));
        assertThat(wanted()).containsExactly(RunState.Processing);
        recorded(StepState.Done, Reason.Recorded);
        pass(job(ID, RunAction.Retrain, false, null));
        assertThat(run().state).as("between two pods of it").isEqualTo(RunState.Processing);
        assertThat(wanted()).isEmpty();

        pass(job(ID, RunAction.Retrain, false, true));
        assertThat(last.records()).singleElement().satisfies(r -> {
            assertThat(r.state()).isEqualTo(RunState.Succeeded);
            assertThat(r.times().finishedAt()).isEqualTo(created.plusSeconds(60));
            assertThat(r.errorMessage()).isNull();
            assertThat(r.targetVersion()).isEqualTo("2.1");
            assertThat(r.gitRef()).isEqualTo("abc");
            assertThat(r.triggeredBy()).isEqualTo("ann");
        });
        recorded(StepState.Done, Reason.Recorded);
        pass();
        assertThat(run().state).as("it outlives its Job").isEqualTo(RunState.Succeeded);
        assertThat(run().recorded).isEqualTo(RunState.Succeeded);
        assertThat(last.records()).isEmpty();
    }

    @Test
    void a_failure_says_what_the_job_says_and_no_log() {
        pass(job(ID, RunAction.Retrain, false, false));

        assertThat(last.records()).singleElement().satisfies(r -> assertThat(r.errorMessage())
                .isEqualTo("Job ai/job-01: BackoffLimitExceeded: Job has reached the specified backoff limit"));
    }

    @Test
    void a_regression_run_has_no_row() {
        pass(job(ID, RunAction.Regression, false, true));

        assertThat(run().state).isEqualTo(RunState.Succeeded);
        assertThat(last.records()).isEmpty();
        assertThat(last.recheck()).isNull();
    }

    @Test
    void a_job_that_is_gone_before_it_ended_is_failed_but_not_before_the_watch_had_time() {
        pass(job(ID, RunAction.Retrain, true, null));
        recorded(StepState.Done, Reason.Recorded);
        pass();
        assertThat(run().state).as("the watch may be behind").isEqualTo(RunState.Processing);
        assertThat(last.recheck()).isEqualTo(Duration.ofSeconds(30));

        clock.pass(Duration.ofSeconds(30));
        pass();
        assertThat(run().state).isEqualTo(RunState.Failed);
        assertThat(run().reason).isEqualTo("JobDeleted");
        assertThat(last.records()).singleElement().satisfies(r -> assertThat(r.errorMessage())
                .contains("JobDeleted", "nobody saw how it ended"));
        recorded(StepState.Done, Reason.Recorded);

        pass(job(ID, RunAction.Retrain, false, true));
        assertThat(run().state).as("never back").isEqualTo(RunState.Failed);
    }

    @Test
    void where_jobs_are_not_watched_nothing_is_said_of_them() {
        pass(job(ID, RunAction.Retrain, true, null));
        clock.pass(Duration.ofHours(1));
        last = new RunRules(clock).advance(model, null, Map.of());

        assertThat(run().state).isEqualTo(RunState.Processing);
    }

    @Test
    void with_postgres_away_it_is_tried_again_ever_less_often_and_filled_in_later() {
        pass(job(ID, RunAction.Retrain, true, null));
        recorded(StepState.Pending, Reason.DatabaseUnavailable);
        pass(job(ID, RunAction.Retrain, true, null));
        assertThat(run().recordReason).isEqualTo("DatabaseUnavailable");
        assertThat(last.records()).as("not at once").isEmpty();
        assertThat(last.recheck()).isEqualTo(Duration.ofSeconds(2));

        clock.pass(Duration.ofMinutes(20));
        pass(job(ID, RunAction.Retrain, false, true));
        assertThat(last.recheck()).isEqualTo(Duration.ofMinutes(1));
        assertThat(wanted()).containsExactly(RunState.Succeeded);
        recorded(StepState.Done, Reason.Recorded);
        pass();
        assertThat(run().recorded).isEqualTo(RunState.Succeeded);
        assertThat(run().recordReason).isNull();
    }

    @Test
    void after_a_restart_what_is_not_recorded_is_asked_for_again() {
        pass(job(ID, RunAction.Retrain, true, null));
        pass(job(ID, RunAction.Retrain, true, null));
        assertThat(wanted()).containsExactly(RunState.Processing);
    }

    @Test
    void without_a_database_it_is_said_once_for_each_state() {
        pass(job(ID, RunAction.Retrain, true, null));
        recorded(StepState.Skipped, Reason.DatabaseNotConfigured);
        pass(job(ID, RunAction.Retrain, true, null));
        assertThat(run().recordReason).isEqualTo("DatabaseNotConfigured");
        assertThat(last.recheck()).isNull();
        pass(job(ID, RunAction.Retrain, true, null));
        assertThat(last.records()).isEmpty();

        pass(job(ID, RunAction.Retrain, false, true));
        assertThat(wanted()).containsExactly(RunState.Succeeded);
    }

    @Test
    void the_result_of_a_state_that_is_over_meanwhile_counts_as_what_it_is() {
        pass(job(ID, RunAction.Retrain, false, null));
        recorded(StepState.Done, Reason.Recorded);
        pass(job(ID, RunAction.Retrain, false, true));

        assertThat(run().recorded).isEqualTo(RunState.Queued);
        assertThat(wanted()).containsExactly(RunState.Succeeded);
    }

    @Test
    void ten_are_kept_and_beyond_them_what_must_not_be_forgotten() {
        RunJob[] many = new RunJob[15];
        for (int i = 0; i < many.length; i++) {
            RunJob one = job(
                    "0b2e0000-0000-4000-8000-0000000000" + (10 + i), RunAction.Retrain, false, i != 2 ? true : null);
            many[i] = new RunJob(
                    one.uid(),
                    one.name(),
                    one.action(),
                    one.parameters(),
                    new RunTimes(created.plusSeconds(i), null, one.times().finishedAt()),
                    false,
                    one.end());
        }
        pass(many);
        assertThat(last.runs()).as("nothing is recorded yet").hasSize(15);
        recorded(StepState.Done, Reason.Recorded);
        pass(many);
        pass(many);
        assertThat(last.runs()).extracting(r -> r.job).hasSize(11).contains("job-24", "job-15", "job-12");
        RunDecision before = last;
        pass(many);
        assertThat(last.records()).as("what was dropped is not new").isEmpty();
        assertThat(IncidentStory.json(last.runs())).as("nothing changes").isEqualTo(IncidentStory.json(before.runs()));
    }

    @Test
    void what_others_wrote_into_annotations_is_held_in_bounds() {
        RunParameters parameters = new RunParameters(
                "v".repeat(1000), "a\nb", " ", "i", null, null, null, null, "x\u0000\u001b[31m\u2028y", true);

        assertThat(parameters.targetVersion()).hasSize(253);
        assertThat(parameters.gitRef()).isEqualTo("a b");
        assertThat(parameters.traceId()).isNull();
        assertThat(parameters.purpose()).isEqualTo("x [31m y");
    }
}
