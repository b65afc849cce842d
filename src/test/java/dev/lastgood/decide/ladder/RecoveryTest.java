package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An incident that probes opened follows them to its end. */
class RecoveryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_the_probe_finds_v2_bad() {
        gateway.rollsOut("v0").earnsGood().rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(6)).probe("status", Outcome.Bad, 0, 3).decide();
        incident = new IncidentStory(gateway, "pricing-1").flags("kill");
        Probe probe = new Probe();
        probe.name = "status";
        probe.trigger = Trigger.GatewayErrors;
        incident.model.getSpec().probes.add(probe);
        incident.incident.getSpec().source = Source.Probe;
        incident.incident.getSpec().suspect = gateway.revision("v2").name();
        incident.response().mode = ResponseMode.Auto;
    }

    @Test
    void it_is_mitigated_once_what_was_restored_serves_and_the_probes_were_good_for_a_minute() {
        restored();
        assertThat(incident.reconcile().phase()).as("not sampled yet").isEqualTo(Phase.Stabilizing);

        gateway.probe("status", Outcome.Good, 0, 0);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(1));

        gateway.passes(Duration.ofMinutes(1));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
    }

    @Test
    void what_the_probes_said_of_the_suspect_does_not_count_for_what_was_restored() {
        incident.reconcile();
        gateway.begins().completes(); // not remembered as serving yet: the probes still speak of v2
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.flagsTried()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ResponseMode.class,
            names = {"Observe", "Suggest"})
    void what_waits_for_a_person_moves_on_when_the_probes_are_good_again(ResponseMode mode) {
        incident.response().mode = mode;
        incident.reconcile();
        gateway.probe("status", Outcome.Good, 0, 0);
        incident.reconcile();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(1));
        assertThat(incident.phase()).isEqualTo(mode == ResponseMode.Suggest ? Phase.Suggested : Phase.NeedsHuman);

        gateway.passes(Duration.ofMinutes(1));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Ready")).isEqualTo("True Recovered");
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void one_that_somebody_brings_back_after_it_was_mitigated_is_restored_again() {
        mitigated();
        gateway.declares("v2").decide();
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Running Reverted");
        gateway.passes(SECOND);
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void it_resolves_after_half_an_hour_at_baseline() {
        mitigated();
        gateway.passes(Duration.ofMinutes(30).minus(SECOND));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        gateway.passes(incident.last.recheck());
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Resolved);
        assertThat(incident.condition("Ready")).isEqualTo("False ResolutionIncomplete");
    }

    @ParameterizedTest
    @EnumSource(names = {"Bad", "Unknown"})
    void it_never_resolves_while_a_probe_is_not_good(Outcome verdict) {
        mitigated();
        incident.flags(); // without a rung below, so that it rests
        gateway.probe("status", verdict, 0, 0).passes(Duration.ofHours(5));
        incident.reconcile();
        assertThat(incident.phase()).isNotEqualTo(Phase.Resolved);
    }

    @Test
    void an_upstream_outage_does_not_walk_back_through_good_history() {
        restored();
        gateway.passes(Duration.ofMinutes(6)).probe("status", Outcome.Bad, 0, 3);
        incident.reconcile();

        assertThat(incident.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v1"));
        assertThat(incident.flagsTried()).containsExactly("kill");
        assertThat(incident.how("1/verify")).isEqualTo("Failed ProbesBad");
        assertThat(gateway.stateOf("v1")).as("it did nothing wrong").isEqualTo(RevisionState.Good);
        assertThat(gateway.stateOf("v0")).isEqualTo(RevisionState.Good);
    }

    @Test
    void bad_again_after_it_was_mitigated_goes_to_the_flags() {
        mitigated();
        gateway.passes(Duration.ofMinutes(10)).probe("status", Outcome.Bad, 0, 3);
        incident.reconcile();
        assertThat(incident.flagsTried()).containsExactly("kill");
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
    }

    @Test
    void with_no_flag_people_are_asked_and_it_moves_on_by_itself_when_the_probes_are_good_again() {
        mitigated();
        incident.model.getSpec().flags.clear();
        gateway.passes(Duration.ofMinutes(10)).probe("status", Outcome.Bad, 0, 3);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.NeedsHuman);

        gateway.passes(Duration.ofMinutes(10)).probe("status", Outcome.Good, 0, 0);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.NeedsHuman);
        gateway.passes(Duration.ofMinutes(1));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        gateway.passes(Duration.ofMinutes(30));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Resolved);
    }

    @Test
    void probes_that_do_not_say_that_it_is_good_leave_it_to_people_and_no_flag_is_touched() {
        restored();
        gateway.probe("status", Outcome.Unknown, 0, 0);
        incident.reconcile();
        gateway.passes(Duration.ofMinutes(10).plusSeconds(30).plusMinutes(6));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.how("1/verify")).isEqualTo("Failed ProbesUnknown");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void fixed_is_kept_pending_while_a_probe_is_bad() {
        mitigated();
        incident.model.getSpec().flags.clear();
        gateway.passes(Duration.ofMinutes(10)).probe("status", Outcome.Bad, 0, 3);
        incident.reconcile().resolves(Resolution.Kind.Fixed).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Ready")).isEqualTo("False StillBad");

        gateway.probe("status", Outcome.Good, 0, 0);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Resolved);
    }

    @ParameterizedTest
    @EnumSource(names = {"Accepted", "FalseAlarm"})
    void accepted_and_false_alarm_go_through_while_a_probe_is_bad(Resolution.Kind kind) {
        mitigated();
        incident.model.getSpec().flags.clear();
        gateway.passes(Duration.ofMinutes(10)).probe("status", Outcome.Bad, 0, 3);
        incident.reconcile().resolves(kind).reconcile();
        assertThat(incident.phase().isOver()).isTrue();
    }

    @Test
    void the_incident_of_a_person_is_mitigated_by_what_serves_and_resolved_by_people() {
        incident.incident.getSpec().source = Source.Person;
        restored();
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        gateway.probe("status", Outcome.Good, 0, 0).passes(Duration.ofHours(5));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void every_bad_probe_joins_once() {
        incident.reconcile();
        assertThat(incident.incident.getStatus().probes).containsExactly("status");
        gateway.probe("canary", Outcome.Bad, 0, 3);
        incident.reconcile();
        incident.reconcile();
        assertThat(incident.incident.getStatus().probes).containsExactly("status", "canary");
        assertThat(incident.incident.getStatus().timeline.stream()
                        .filter(e -> e.reason.equals("ProbesBad"))
                        .map(e -> e.message))
                .containsExactly("probe status is bad: status 503", "probe canary is bad: status 503");
    }

    private void restored() {
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(20)).begins().completes().decide();
        assertThat(gateway.serving()).isEqualTo("v1");
        gateway.probe("status", Outcome.Unknown, 0, 0);
    }

    private void mitigated() {
        restored();
        gateway.probe("status", Outcome.Good, 0, 0);
        incident.reconcile();
        gateway.passes(Duration.ofMinutes(1));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
    }
}
