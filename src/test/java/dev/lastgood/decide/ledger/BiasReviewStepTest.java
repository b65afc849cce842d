package dev.lastgood.decide.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.BiasReview;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a BiasDrift incident asks for. */
class BiasReviewStepTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v2_drifts() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
        incident.incident.getSpec().trigger = Trigger.BiasDrift;
        incident.model.getSpec().biasReview = new BiasReview();
        incident.model.getSpec().biasReview.checklistURL = "https://wiki.example.com/bias";
        incident.model.getSpec().biasReview.stakeholders = List.of("ethics");
        incident.model.getSpec().biasReview.afterDrift = "24h";
    }

    private void evidence(StepState state, Reason reason) {
        incident.reconcile();
        PromptEvidence found = new PromptEvidence(null, "t-1", Map.of(), null);
        incident.results.put("1/record-evidence", new EvidenceResult(new RecordResult(state, reason, "said"), found));
        incident.reconcile();
    }

    @Test
    void the_review_is_due_some_time_after_detection() {
        evidence(StepState.Done, Reason.Captured);

        assertThat(incident.how("1/bias-review")).isEqualTo("Running Recorded");
        assertThat(incident.records())
                .filteredOn(RecordTask.BiasReview.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(RecordTask.BiasReview.class, t -> {
                    assertThat(t.due())
                            .isEqualTo(Detection.timeOf(incident.incident).plus(Duration.ofHours(24)));
                    assertThat(t.stakeholders()).containsExactly("ethics");
                    assertThat(t.facts().provenance().traceId()).isEqualTo("t-1");
                });
        incident.result("1/bias-review", StepState.Done, Reason.BiasReviewMoved);
        incident.reconcile();
        assertThat(incident.how("1/bias-review")).isEqualTo("Done BiasReviewMoved");
        assertThat(incident.tasks()).doesNotContain("bias-review");

        incident.incident.getSpec().attempt = 2;
        incident.results.put("2/record-evidence", incident.results.get("1/record-evidence"));
        incident.reconcile();
        assertThat(incident.step("2/bias-review")).as("once per incident").isNull();
    }

    @Test
    void where_nobody_said_how_it_is_skipped_and_says_what_to_write() {
        incident.model.getSpec().biasReview = null;
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.how("1/bias-review")).isEqualTo("Skipped BiasReviewNotConfigured");
        assertThat(incident.step("1/bias-review").message).contains("spec.biasReview", "checklistURL");
    }

    @Test
    void a_schedule_that_never_comes_keeps_it_from_nothing() {
        incident.model.getSpec().biasReview.schedule = "0 0 30 2 *";
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.tasks()).contains("bias-review");
    }

    @Test
    void without_a_database_it_is_skipped() {
        evidence(StepState.Skipped, Reason.DatabaseNotConfigured);
        assertThat(incident.how("1/bias-review")).isEqualTo("Skipped DatabaseNotConfigured");
    }

    @Test
    void a_false_alarm_asks_for_none() {
        incident.reconcile();
        incident.resolves(Resolution.Kind.FalseAlarm);
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.how("1/bias-review")).isEqualTo("Skipped FalseAlarm");
    }

    @Test
    void a_drill_a_dry_run_and_another_trigger_have_no_such_step() {
        incident.incident.getSpec().drill = true;
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.step("1/bias-review")).isNull();

        incident = new IncidentStory(gateway, "i2");
        incident.incident.getSpec().trigger = Trigger.BiasDrift;
        incident.response().dryRun = true;
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.step("1/bias-review")).isNull();

        incident = new IncidentStory(gateway, "i3");
        evidence(StepState.Done, Reason.Captured);
        assertThat(incident.step("1/bias-review")).isNull();
    }
}
