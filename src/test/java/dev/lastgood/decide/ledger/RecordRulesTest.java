package dev.lastgood.decide.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordRulesTest {
    private static final String RUN = "0b2e0000-0000-4000-8000-000000000001";

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
    }

    @Test
    void the_intent_stands_in_the_status_before_the_worker_is_asked() {
        incident.reconcile();

        assertThat(incident.how("1/record-evidence")).isEqualTo("Running Recorded");
        assertThat(incident.records()).singleElement().satisfies(t -> {
            assertThat(t).isInstanceOf(RecordTask.CollectEvidence.class);
            assertThat(t.id()).hasToString("uid-i1/1/record-evidence");
            assertThat(t.facts().suspect().version()).isEqualTo("v2");
            assertThat(t.facts().fencingEpoch()).isEqualTo(7);
        });
        assertThat(incident.condition("RunRecorded")).isEqualTo("Unknown Recorded");
    }

    @Test
    void the_whole_record_of_a_rollback() {
        incident.reconcile();
        found(RUN);
        incident.reconcile();
        assertThat(incident.incident.getStatus().evidence.runId).isEqualTo(RUN);
        assertThat(incident.incident.getStatus().evidence.promptDigest).isEqualTo("sha256:found");
        assertThat(incident.tasks()).containsExactly("fail-run", "record-rollback");
        assertThat(incident.records().get(0))
                .isInstanceOfSatisfying(RecordTask.FailRun.class, t -> assertThat(t.errorMessage())
                        .isEqualTo("AIIncident ai/i1: Hallucination; rolled back from v2 to v1"));

        incident.result("1/fail-run", StepState.Done, Reason.RunMarkedFailed);
        incident.result("1/record-rollback", StepState.Done, Reason.Recorded);
        incident.reconcile();
        assertThat(incident.tasks()).isEmpty();

        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.records()).singleElement().isInstanceOfSatisfying(RecordTask.CloseRollbackRun.class, t -> {
            assertThat(t.succeeded()).isTrue();
            assertThat(t.opened()).hasToString("uid-i1/1/record-rollback");
            assertThat(t.at()).isEqualTo(clock.instant());
        });
        incident.result("1/finish-rollback", StepState.Done, Reason.Recorded);
        incident.reconcile();
        assertThat(incident.tasks()).isEmpty();
        assertThat(incident.condition("RunRecorded")).isEqualTo("True RunMarkedFailed");
    }

    @Test
    void the_failed_run_is_marked_only_after_stabilization() {
        incident.model.getSpec().paused = true;
        incident.reconcile();
        found(RUN);
        incident.reconcile();
        assertThat(incident.step("1/fail-run")).isNull();

        incident.model.getSpec().paused = false;
        incident.reconcile();
        assertThat(incident.tasks()).contains("fail-run");
    }

    @Test
    void a_second_attempt_marks_its_run_only_after_its_own_stabilization() {
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.reconcile();
        incident.incident.getSpec().attempt = 2;
        incident.model.getSpec().paused = true;
        incident.reconcile();
        found(RUN);
        incident.results.put("2/record-evidence", incident.results.get("1/record-evidence"));
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.step("2/fail-run")).isNull();
        assertThat(incident.how("1/record-evidence"))
                .as("nobody waits for it any more")
                .startsWith("Skipped");
    }

    @Test
    void what_a_person_wrote_wins_over_what_was_found() {
        incident.incident.getSpec().runId = "0b2e0000-0000-4000-8000-00000000000f";
        incident.incident.getSpec().traceId = "said";
        incident.reconcile();
        found(RUN);
        incident.reconcile();

        assertThat(incident.incident.getStatus().evidence.runId).isEqualTo("0b2e0000-0000-4000-8000-00000000000f");
        assertThat(incident.incident.getStatus().evidence.traceId).isEqualTo("said");
    }

    @Test
    void a_database_that_is_down_is_tried_again_at_the_recheck_and_nothing_is_rewritten() {
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.result("1/record-evidence", StepState.Pending, Reason.DatabaseUnavailable);
        incident.reconcile();
        assertThat(incident.phase()).as("delays nothing").isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/record-evidence")).isEqualTo("Pending DatabaseUnavailable");
        assertThat(incident.condition("RunRecorded")).isEqualTo("Unknown DatabaseUnavailable");
        assertThat(incident.tasks()).isEmpty();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(2));
        String before = IncidentStory.json(incident.incident.getStatus());

        gateway.passes(Duration.ofHours(1));
        incident.reconcile();
        assertThat(incident.tasks()).isEmpty();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(1));

        incident.results.clear();
        incident.reconcile();
        assertThat(incident.tasks()).containsExactly("record-evidence");
        assertThat(IncidentStory.json(incident.incident.getStatus())).isEqualTo(before);
    }

    @Test
    void without_a_database_the_steps_say_so() {
        incident.reconcile();
        incident.result("1/record-evidence", StepState.Skipped, Reason.DatabaseNotConfigured);
        incident.reconcile();

        assertThat(incident.how("1/fail-run")).isEqualTo("Skipped DatabaseNotConfigured");
        assertThat(incident.step("1/record-rollback")).isNull();
        assertThat(incident.condition("RunRecorded")).isEqualTo("False DatabaseNotConfigured");
        assertThat(incident.tasks()).isEmpty();
    }

    @Test
    void a_run_that_is_not_identified_is_not_touched() {
        incident.reconcile();
        found(null);
        incident.reconcile();

        assertThat(incident.how("1/fail-run")).isEqualTo("Skipped RunNotIdentified");
        assertThat(incident.condition("RunRecorded")).isEqualTo("False RunNotIdentified");
    }

    @Test
    void a_rollback_that_failed_is_closed_as_failed() {
        incident.reconcile();
        found(RUN);
        incident.reconcile();
        incident.result("1/fail-run", StepState.Done, Reason.RunMarkedFailed);
        incident.result("1/record-rollback", StepState.Done, Reason.Recorded);
        gateway.begins().losesItsPods().passes(Duration.ofMinutes(11)).decide();
        incident.reconcile();

        assertThat(incident.records()).singleElement().isInstanceOfSatisfying(RecordTask.CloseRollbackRun.class, t -> {
            assertThat(t.succeeded()).isFalse();
            assertThat(t.errorMessage()).contains("deadline");
        });
    }

    @Test
    void a_joined_rollback_is_written_by_the_first_incident_only() {
        IncidentStory second = new IncidentStory(gateway, "i2");
        incident.reconcile();
        second.reconcile();
        second.results.put("1/record-evidence", evidence(null));
        gateway.begins().completes().decide();
        second.reconcile();

        assertThat(second.step("1/record-rollback")).isNull();
        assertThat(second.step("1/finish-rollback")).isNull();
    }

    @Test
    void a_false_alarm_marks_no_run_and_ends_the_row_of_its_rollback() {
        incident.reconcile();
        incident.result("1/record-evidence", StepState.Pending, Reason.DatabaseUnavailable);
        incident.reconcile();
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();
        found(RUN);
        incident.reconcile();

        assertThat(incident.how("1/fail-run")).isEqualTo("Skipped FalseAlarm");
        assertThat(incident.tasks()).containsExactly("record-rollback");
        incident.result("1/record-rollback", StepState.Done, Reason.Recorded);
        assertThat(incident.reconcile().tasks()).containsExactly("finish-rollback");
    }

    @Test
    void a_reason_of_another_release_in_the_status_does_not_stop_the_incident() {
        incident.reconcile();
        incident.incident.getStatus().steps.stream()
                .filter(s -> s.id.equals("1/record-evidence"))
                .forEach(s -> {
                    s.state = StepState.Failed;
                    s.reason = "NewInVersion9";
                });

        incident.reconcile();

        assertThat(incident.how("1/fail-run")).startsWith("Skipped");
    }

    private void found(String runId) {
        incident.results.put("1/record-evidence", evidence(runId));
    }

    private static EvidenceResult evidence(String runId) {
        return new EvidenceResult(
                new RecordResult(StepState.Done, Reason.Recorded, "read"),
                new PromptEvidence("sha256:found", "trace-found", Map.of("system", "7"), runId));
    }
}
