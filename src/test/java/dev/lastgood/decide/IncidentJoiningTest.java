package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several incidents on one workload: one rollback, and never the good revision that it restored. */
class IncidentJoiningTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory first;

    @BeforeEach
    void v0_and_v1_are_good_and_v2_serves() {
        gateway.rollsOut("v0").earnsGood().rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        first = new IncidentStory(gateway, "i1");
    }

    @Test
    void a_second_incident_of_the_same_moment_shares_the_rollback_before_its_first_pod() {
        IncidentStory second = new IncidentStory(gateway, "i2");
        first.reconcile();
        second.reconcile();

        assertThat(second.rollbacks()).isEmpty();
        assertThat(second.how("1/rollback")).isEqualTo("Done Joined");
        assertThat(second.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(gateway.marker.incidentUid()).isEqualTo("uid-i1");

        gateway.begins().completes().decide();
        assertThat(first.reconcile().phase()).isEqualTo(Phase.Mitigated);
        assertThat(second.reconcile().how("1/verify")).isEqualTo("Done Restored");
        assertThat(second.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void one_that_was_created_before_and_is_seen_after_the_first_was_verified_is_mitigated_too() {
        IncidentStory second = new IncidentStory(gateway, "i2");
        first.reconcile();
        gateway.passes(Duration.ofSeconds(5)).begins().decide();
        gateway.passes(Duration.ofSeconds(5)).completes().decide();
        first.reconcile();
        second.reconcile();

        assertThat(second.suspect()).isEqualTo("v2");
        assertThat(second.how("1/rollback")).isEqualTo("Done Joined");
        assertThat(second.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void one_that_is_created_while_the_restored_revision_comes_up_does_not_suspect_it() {
        first.reconcile();
        gateway.passes(Duration.ofSeconds(5)).begins().decide();
        IncidentStory second = new IncidentStory(gateway.passes(Duration.ofSeconds(5)), "i2");
        second.reconcile();

        assertThat(second.suspect()).isEqualTo("v2");
        assertThat(second.rollbacks()).isEmpty();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
        assertThat(second.how("1/rollback")).isEqualTo("Done Joined");
    }

    @Test
    void nor_does_it_when_it_is_seen_only_after_that() {
        first.reconcile();
        gateway.passes(Duration.ofSeconds(5)).begins().decide();
        IncidentStory second = new IncidentStory(gateway.passes(Duration.ofSeconds(5)), "i2");
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        gateway.passes(Duration.ofSeconds(20));
        second.reconcile();

        assertThat(second.suspect()).isEqualTo("v2");
        assertThat(second.rollbacks()).isEmpty();
        assertThat(second.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void one_that_is_created_after_the_rollback_is_about_the_restored_revision() {
        first.reconcile();
        gateway.begins().completes().decide();
        first.reconcile();
        IncidentStory second = new IncidentStory(gateway.passes(Duration.ofMinutes(2)), "i2");
        second.reconcile();

        assertThat(second.suspect()).isEqualTo("v1");
        assertThat(second.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v0"));
    }

    @Test
    void a_restart_long_after_the_rollback_is_not_that_rollback() {
        first.reconcile();
        gateway.begins().completes().decide();
        first.reconcile();
        gateway.passes(Duration.ofHours(1)).restarts().begins().decide();
        IncidentStory second = new IncidentStory(gateway.passes(Duration.ofSeconds(5)), "i2");
        second.reconcile();

        assertThat(second.suspect()).isEqualTo("v1");
    }

    @Test
    void an_old_marker_does_not_make_a_rollback_of_what_a_person_rolled_out() {
        first.reconcile();
        gateway.begins().completes().decide();
        first.reconcile();
        gateway.passes(Duration.ofHours(1)).rollsOut("v3");
        IncidentStory second = new IncidentStory(gateway.passes(Duration.ofMinutes(1)), "i2");
        second.incident.getSpec().suspect = gateway.revision("v2").name();
        second.reconcile();

        assertThat(second.how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(second.incident.getStatus().rollback).isNull();
    }

    @Test
    void two_models_on_one_gateway_have_one_rollback_and_each_its_own_flags() {
        first.flags("assistant");
        IncidentStory second = new IncidentStory(gateway, "i2").flags("rationale");
        first.reconcile();
        second.reconcile();
        gateway.begins().losesItsPods().decide();
        gateway.passes(Duration.ofMinutes(11));
        first.reconcile();
        second.reconcile();

        assertThat(first.rollbacks().size() + second.rollbacks().size()).isEqualTo(1);
        assertThat(first.flagsTried()).containsExactly("assistant");
        assertThat(second.flagsTried()).containsExactly("rationale");
    }

    @Test
    void a_false_alarm_leaves_the_suspect_to_the_other_incident() {
        gateway.earnsGood();
        IncidentStory second = new IncidentStory(gateway, "i2");
        first.reconcile();
        second.reconcile();

        first.heldByOthers.put(gateway.revision("v2").name(), "i2");
        first.resolves(Resolution.Kind.FalseAlarm).reconcile();
        assertThat(first.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
        assertThat(gateway.revision("v2").incident()).isEqualTo("i2");

        second.resolves(Resolution.Kind.FalseAlarm).reconcile();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_false_alarm_of_the_one_that_joined_leaves_it_to_the_first() {
        IncidentStory second = new IncidentStory(gateway, "i2");
        first.reconcile();
        second.reconcile();
        second.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(second.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
        assertThat(second.ready().getMessage()).contains("i1");
    }
}
