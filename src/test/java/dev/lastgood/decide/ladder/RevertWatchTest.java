package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Kinship;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** v1 is Good, v2 failed and was rolled back; no admission policy keeps it out. */
class RevertWatchTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v2_was_rolled_back() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant").reconcile();
        incident.lastWriter = "argocd-controller";
    }

    private void restoredServes() {
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(1)).completes().decide();
        incident.reconcile();
    }

    private void somebodyBringsItBack() {
        gateway.declares("v2").decide();
        incident.reconcile();
    }

    private void limit(int rollbacks) {
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.breaker = new Breaker();
        incident.model.getSpec().response.breaker.rollbacks = rollbacks;
    }

    private int reverts() {
        return incident.incident.getStatus().reverts == null ? 0 : incident.incident.getStatus().reverts.count;
    }

    private String declared() {
        return gateway.view().declared().orElseThrow().version();
    }

    @Test
    void what_the_failed_one_is_blamed_for_is_restored_again_whatever_else_changed() {
        restoredServes();
        String v2 = gateway.revision("v2").name();
        gateway.kin.put(v2, Kinship.Returned);
        gateway.declares("v2 under other names of its ConfigMaps").decide();
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Running Reverted");
        assertThat(reverts()).isEqualTo(1);

        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kinship.class,
            names = {"Mixture", "Stranger"})
    void what_shares_less_is_left_alone(Kinship kinship) {
        restoredServes();
        gateway.kin.put(gateway.revision("v2").name(), kinship);
        gateway.declares("v3").decide();
        incident.reconcile();

        assertThat(reverts()).isZero();
    }

    private void somebodyReplacesByForce() {
        gateway.passes(Duration.ofSeconds(30));
        incident.createdAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        somebodyBringsItBack();
    }

    @Test
    void after_the_second_deletion_and_creation_within_ten_minutes_nothing_is_restored_and_the_flags_follow() {
        restoredServes();
        somebodyReplacesByForce();
        assertThat(incident.how("1/verify")).isEqualTo("Running Reverted");
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(2);
        restoredServes();

        somebodyReplacesByForce();

        assertThat(incident.how("1/verify")).isEqualTo("Failed RecreatedTooOften");
        assertThat(incident.step("1/verify").message)
                .contains("argocd-controller", "Replace=true and Force=true", "twice within 10m");
        assertThat(incident.rollbacks()).hasSize(2);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Ready")).isEqualTo("False RecreatedTooOften");
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
    }

    @Test
    void one_deletion_and_creation_is_a_revert_like_any_other() {
        restoredServes();
        somebodyReplacesByForce();
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        restoredServes();
        gateway.passes(Duration.ofMinutes(11));
        incident.reconcile();

        somebodyReplacesByForce();

        assertThat(incident.how("1/verify")).isEqualTo("Running Reverted");
        assertThat(incident.incident.getStatus().reverts.recreated).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void it_is_restored_again_after_a_second(boolean mitigatedBefore) {
        if (mitigatedBefore) {
            restoredServes();
            assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        }
        somebodyBringsItBack();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.how("1/verify")).isEqualTo("Running Reverted");
        assertThat(incident.condition("Verified")).isEqualTo("False Reverted");
        assertThat(incident.condition("Stabilized")).isEqualTo("False Reverted");
        assertThat(incident.step("1/verify").message).contains("argocd-controller", "back after the rollback");
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(1));
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(reverts()).isEqualTo(1);

        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(2).last().satisfies(r -> {
            assertThat(r.to().version()).isEqualTo("v1");
            assertThat(r.marker().revert()).isEqualTo(1);
        });
        assertThat(incident.how("1/verify")).isEqualTo("Running RolloutInProgress");
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");

        restoredServes();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
        assertThat(incident.condition("Stabilized")).startsWith("True");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void the_deadline_counts_from_the_newest_restore() {
        gateway.passes(Duration.ofMinutes(10));
        somebodyBringsItBack();
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();

        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(10).plusSeconds(30));
    }

    @Test
    void each_answer_takes_twice_as_long_up_to_a_minute() {
        limit(20);
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            somebodyBringsItBack();
            assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(seconds));
            gateway.passes(Duration.ofSeconds(seconds));
            incident.reconcile();
            assertThat(declared()).isEqualTo("v1");
        }
        assertThat(reverts()).isEqualTo(8);
    }

    @Test
    void the_fight_ends_with_the_flags_and_people_who_are_told_who_it_is() {
        for (int i = 1; i <= 3; i++) {
            somebodyBringsItBack();
            gateway.passes(Duration.ofSeconds(4));
            incident.reconcile();
        }

        assertThat(incident.rollbacks()).hasSize(3);
        assertThat(reverts()).isEqualTo(3);
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Ready")).isEqualTo("False RevertedTooOften");
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        assertThat(incident.ready().getMessage())
                .contains("argocd-controller", "3 times within 1h", "flags that were turned off");

        somebodyBringsItBack();
        assertThat(incident.rollbacks()).hasSize(3);
        assertThat(reverts()).isEqualTo(3);
    }

    @Test
    void what_is_said_of_the_flags_follows_them_while_a_person_is_waited_for() {
        incident.flag = f -> {
            incident.flagContents.put(f.name, "ours");
            return new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "off", "{on}", "{off}", "ours");
        };
        the_fight_ends_with_the_flags_and_people_who_are_told_who_it_is();
        incident.flagContents.put("assistant", "theirs");
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Stabilized")).isEqualTo("False FlagReverted");

        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        assertThat(incident.condition("Ready")).isEqualTo("False RevertedTooOften");
    }

    @Test
    void a_larger_attempt_takes_it_up_again() {
        limit(1);
        somebodyBringsItBack();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(5)).completes().decide();

        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(incident.how("2/rollback")).isEqualTo("Done Patched");
        assertThat(reverts()).isZero();
        assertThat(declared()).isEqualTo("v1");
    }

    @Test
    void reverts_of_long_ago_do_not_count() {
        for (int i = 1; i <= 4; i++) {
            somebodyBringsItBack();
            gateway.passes(Duration.ofHours(1));
            incident.reconcile();
            assertThat(declared()).isEqualTo("v1");
        }
        assertThat(reverts()).isEqualTo(4);
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void what_a_person_released_may_come_back() {
        restoredServes();
        gateway.released.add(gateway.revision("v2").name());
        gateway.decide();
        somebodyBringsItBack();

        assertThat(reverts()).isZero();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.rollbacks()).hasSize(1);
    }

    @Test
    void after_a_resolution_nobody_fights() {
        restoredServes();
        incident.resolves(Resolution.Kind.Accepted).reconcile();
        somebodyBringsItBack();

        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(reverts()).isZero();
    }

    @Test
    void a_pause_stops_it() {
        restoredServes();
        incident.model.getSpec().paused = true;
        somebodyBringsItBack();
        gateway.passes(Duration.ofMinutes(1));
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.condition("Ready")).isEqualTo("False ModelPaused");

        incident.model.getSpec().paused = false;
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        assertThat(declared()).isEqualTo("v1");
    }

    @Test
    void during_a_pause_somebody_else_may_put_it_right() {
        restoredServes();
        incident.model.getSpec().paused = true;
        somebodyBringsItBack();
        gateway.declares("v1").decide();
        incident.reconcile();

        assertThat(incident.condition("Ready")).isEqualTo("True Restored");
        assertThat(reverts()).isZero();
    }

    @Test
    void one_that_is_refused_is_followed_by_the_flags() {
        somebodyBringsItBack();
        incident.rollback = r -> RollbackOutcome.refused(Reason.RefusedByAdmission, "no");
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();

        assertThat(incident.how("1/verify")).isEqualTo("Failed RefusedByAdmission");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void a_target_that_another_incident_quarantined_meanwhile_is_not_restored() {
        restoredServes();
        gateway.replace(gateway.revision("v1")
                .blamed(RevisionState.Quarantined, Reason.RolledBack, "another", clock.instant()));
        somebodyBringsItBack();

        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.how("1/verify")).isEqualTo("Failed TargetNotFound");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void two_incidents_restore_it_once() {
        IncidentStory second = new IncidentStory(gateway, "i2").reconcile();
        assertThat(second.how("1/rollback")).isEqualTo("Done Joined");
        somebodyBringsItBack();
        second.reconcile();
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        second.reconcile();

        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(second.rollbacks()).isEmpty();
        assertThat(second.how("1/verify")).isEqualTo("Running RolloutInProgress");
    }

    // Killed between an effect and its status

    private static final class Killed extends RuntimeException {}

    private void killed(Consumer<IncidentStory> during) {
        var rollback = incident.rollback;
        incident.rollback = r -> {
            incident.patch(r);
            throw new Killed();
        };
        assertThat(catchThrowableOfType(Killed.class, () -> during.accept(incident)))
                .isNotNull();
        incident.rollback = rollback;
    }

    @Test
    void killed_after_the_second_patch_it_knows_that_it_is_there() {
        somebodyBringsItBack();
        gateway.passes(Duration.ofSeconds(1));
        killed(IncidentStory::reconcile);
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(reverts()).isEqualTo(1);
        assertThat(incident.how("1/verify")).isEqualTo("Running RolloutInProgress");
    }

    @Test
    void killed_after_the_second_patch_and_reverted_before_the_restart_it_counts_another_one() {
        somebodyBringsItBack();
        gateway.passes(Duration.ofSeconds(1));
        killed(IncidentStory::reconcile);
        somebodyBringsItBack();

        assertThat(reverts()).isEqualTo(2);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(2));
        assertThat(incident.rollbacks()).hasSize(2);
    }

    @Test
    void killed_before_the_second_patch_the_revert_is_counted_once() {
        somebodyBringsItBack();
        gateway.passes(Duration.ofMinutes(5));
        incident.reconcile();

        assertThat(reverts()).isEqualTo(1);
        assertThat(incident.rollbacks()).hasSize(2);
    }

    @Test
    void killed_after_the_first_patch_and_reverted_before_the_restart() {
        gateway.rollsOut("v3").passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i2").flags("assistant");
        killed(IncidentStory::reconcile);
        gateway.declares("v3").decide();
        incident.reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
        assertThat(reverts()).isEqualTo(1);
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();
        assertThat(declared()).isEqualTo("v1");
    }

    @Test
    void a_workload_that_was_created_anew_without_our_annotation_is_restored_once_for_each_revert() {
        gateway.marker = null;
        somebodyBringsItBack();
        gateway.passes(Duration.ofSeconds(1));
        incident.reconcile();

        assertThat(reverts()).isEqualTo(1);
        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(declared()).isEqualTo("v1");
    }
}
