package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** v0 and v1 are Good, v2 serves and misbehaves; nobody acts unasked. */
class ConsentTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v0_and_v1_are_good_and_v2_serves() {
        gateway.rollsOut("v0").earnsGood().rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant");
    }

    private IncidentStory in(ResponseMode mode) {
        incident.response().mode = mode;
        return incident.reconcile();
    }

    private String hash() {
        return incident.incident.getStatus().plan.hash;
    }

    private List<String> lines() {
        return incident.incident.getStatus().timeline.stream()
                .map((TimelineEntry e) -> e.reason)
                .toList();
    }

    private void changesNothing() {
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).isEmpty();
        assertThat(incident.incident.getStatus().rollback).isNull();
        assertThat(incident.step("1/rollback")).isNull();
    }

    @Test
    void a_suggestion_shows_its_plan_takes_nothing_and_waits() {
        in(ResponseMode.Suggest);

        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.condition("Ready")).isEqualTo("False AwaitingApproval");
        assertThat(incident.ready().getMessage()).contains("approvedPlan to " + hash());
        assertThat(hash()).matches("[0-9a-f]{12}");
        var plan = incident.incident.getStatus().plan;
        assertThat(plan.from).isEqualTo(gateway.revision("v2").name());
        assertThat(plan.to).isEqualTo(gateway.revision("v1").name());
        assertThat(plan.flags).containsExactly("assistant");
        assertThat(incident.how("1/capture-evidence")).isEqualTo("Done Captured");
        assertThat(gateway.revision("v2").incident()).isNull();
        assertThat(incident.tasks()).doesNotContain("fail-run");
        changesNothing();
    }

    @Test
    void the_right_hash_carries_it_out_once() {
        in(ResponseMode.Suggest);
        incident.response().approvedPlan = hash();
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v1"));
        assertThat(incident.incident.getStatus().timeline)
                .anySatisfy(e -> assertThat(e.message).contains("plan " + hash() + " was approved"));
    }

    @Test
    void another_hash_is_refused_with_the_right_one() {
        in(ResponseMode.Suggest);
        incident.response().approvedPlan = "0123456789ab";
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.condition("Ready")).isEqualTo("False ApprovedPlanOutdated");
        assertThat(incident.ready().getMessage()).contains("the plan has changed: approve " + hash());
        assertThat(lines()).containsOnlyOnce("ApprovedPlanOutdated");
        changesNothing();
    }

    @Test
    void another_last_good_is_another_plan() {
        in(ResponseMode.Suggest);
        String before = hash();
        gateway.replace(gateway.revision("v1")
                .blamed(RevisionState.Quarantined, Reason.RolledBack, "another", clock.instant()));
        incident.response().approvedPlan = before;
        incident.reconcile();

        assertThat(hash()).isNotEqualTo(before);
        assertThat(incident.incident.getStatus().plan.to)
                .isEqualTo(gateway.revision("v0").name());
        assertThat(incident.condition("Ready")).isEqualTo("False ApprovedPlanOutdated");
        changesNothing();

        incident.response().approvedPlan = hash();
        incident.reconcile();
        assertThat(incident.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v0"));
    }

    @Test
    void the_approval_of_one_attempt_is_none_of_the_next() {
        in(ResponseMode.Suggest);
        String first = hash();
        incident.incident.getSpec().attempt = 2;
        incident.response().approvedPlan = first;
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(hash()).isNotEqualTo(first);
        assertThat(incident.condition("Ready")).isEqualTo("False ApprovedPlanOutdated");
    }

    @Test
    void where_nothing_can_be_restored_the_flags_are_suggested() {
        incident.target().toVersion = "v9";
        in(ResponseMode.Suggest);
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.incident.getStatus().plan.to).isNull();
        changesNothing();

        incident.response().approvedPlan = hash();
        incident.reconcile();
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void without_its_workload_too() {
        incident.response().mode = ResponseMode.Suggest;
        incident.losesItsWorkload().reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);

        incident.response().approvedPlan = hash();
        incident.reconcile();
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @ParameterizedTest
    @EnumSource(names = {"Observe", "Suggest"})
    void where_nothing_can_be_changed_nobody_is_asked_to_approve_it(ResponseMode mode) {
        incident.flags();
        incident.response().mode = mode;
        incident.losesItsWorkload().reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Ready")).isEqualTo("False LadderExhausted");
    }

    @Test
    void a_rollback_that_was_approved_and_refused_is_followed_by_the_flags_of_the_plan() {
        in(ResponseMode.Suggest);
        incident.rollback = r -> RollbackOutcome.refused(Reason.SecretMissing, "gone");
        incident.response().approvedPlan = hash();
        incident.reconcile();

        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void observed_only() {
        in(ResponseMode.Observe);

        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Ready")).isEqualTo("False ObserveOnly");
        assertThat(incident.ready().getMessage()).contains("spec.response.mode to Auto", "restore");
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.tasks()).doesNotContain("fail-run");
        changesNothing();
    }

    @ParameterizedTest
    @EnumSource(names = {"Observe", "Suggest"})
    void a_person_may_let_it_act_after_all(ResponseMode before) {
        in(before);
        in(ResponseMode.Auto);

        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.condition("Ready")).isEqualTo("True Captured");
    }

    @Test
    void from_observed_to_suggested_and_back() {
        in(ResponseMode.Observe);
        in(ResponseMode.Suggest);
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        in(ResponseMode.Observe);
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        changesNothing();
    }

    @Test
    void another_policy_of_the_model_moves_no_incident_that_waits() {
        incident.incident.getSpec().source = Source.Probe;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);

        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        changesNothing();
    }

    @ParameterizedTest
    @EnumSource(names = {"Observe", "Suggest"})
    void a_resolution_ends_it(ResponseMode mode) {
        in(mode);
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        changesNothing();
    }

    @ParameterizedTest
    @EnumSource(names = {"Observe", "Suggest"})
    void by_then_another_revision_serves(ResponseMode mode) {
        in(mode);
        gateway.rollsOut("v3");
        incident.response().approvedPlan = hash();
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(incident.rollbacks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"Observe", "Suggest"})
    void what_another_incident_rolls_back_changes_nothing_of_its_own(ResponseMode mode) {
        in(mode);
        IncidentStory other = new IncidentStory(gateway, "i2").reconcile();
        assertThat(other.rollbacks()).hasSize(1);
        incident.reconcile();
        changesNothing();
        assertThat(incident.condition("Ready")).isEqualTo("False RolloutInProgress");

        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.actions).isEmpty();
    }

    @Test
    void a_pause_stands_above_an_approval() {
        in(ResponseMode.Suggest);
        incident.model.getSpec().paused = true;
        incident.response().approvedPlan = hash();
        incident.reconcile();
        assertThat(incident.condition("Ready")).isEqualTo("False ModelPaused");
        changesNothing();

        incident.model.getSpec().paused = false;
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void evidence_is_held_until_it_is_released() {
        incident.incident.getSpec().evidenceHold = true;
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False EvidenceHold");
        assertThat(incident.condition("EvidenceCaptured")).isEqualTo("True Captured");
        assertThat(incident.tasks()).contains("record-evidence").doesNotContain("fail-run");
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.incident.getStatus().plan.to).isNotNull();
        changesNothing();

        gateway.passes(Duration.ofDays(3));
        incident.incident.getSpec().evidenceHold = false;
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void evidence_is_held_where_only_flags_are_left() {
        incident.incident.getSpec().evidenceHold = true;
        incident.losesItsWorkload().reconcile();

        assertThat(incident.condition("Ready")).isEqualTo("False EvidenceHold");
        changesNothing();
    }

    // The breaker

    private IncidentStory by(Source source) {
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
        incident.model.getSpec().response.breaker = new Breaker();
        return incident;
    }

    private void rolledBack(Duration... ago) {
        for (Duration time : ago) {
            incident.rollbacksBefore.add(clock.instant().minus(time));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Probe", "Alert"})
    void after_too_many_rollbacks_it_is_suggested_only(Source source) {
        by(source);
        rolledBack(Duration.ofMinutes(1), Duration.ofMinutes(20), Duration.ofMinutes(59));
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.condition("Ready")).isEqualTo("False BreakerOpen");
        assertThat(incident.ready().getMessage()).contains("3 rollbacks within 1h", "closes by itself", hash());
        changesNothing();

        // What waits for a person does not act by itself an hour later.
        gateway.passes(Duration.ofHours(1));
        incident.reconcile();
        assertThat(incident.condition("Ready")).isEqualTo("False AwaitingApproval");
        changesNothing();

        incident.response().approvedPlan = hash();
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void a_persons_own_still_acts() {
        by(Source.Person);
        rolledBack(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(3));

        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void rollbacks_outside_of_the_window_do_not_count() {
        by(Source.Probe);
        rolledBack(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(60));

        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void mode_auto_of_the_incident_itself_is_no_way_around_the_breaker() {
        by(Source.Alert);
        rolledBack(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(3));
        in(ResponseMode.Auto);

        assertThat(incident.condition("Ready")).isEqualTo("False BreakerOpen");
        changesNothing();
    }
}
