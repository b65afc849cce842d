package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An incident is about one fault, through what happens before it, beside it and after it. v1 is Good, v2 serves. */
class OneFaultTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").passes(MINUTE);
    }

    private IncidentStory incident(Source source, ResponseMode mode) {
        IncidentStory incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = mode;
        return incident;
    }

    private String hash(IncidentStory incident) {
        return incident.incident.getStatus().plan.hash;
    }

    private void isServedBy(String version) {
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        assertThat(gateway.serving()).isEqualTo(version);
    }

    @Test
    void what_was_suggested_recovers_and_is_bad_again_is_suggested_again() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Suggest).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        String first = hash(incident);

        gateway.passes(MINUTE).probe("status", Outcome.Good, 3, 3).passes(MINUTE);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);

        gateway.passes(MINUTE).probe("status", Outcome.Bad, 3, 6);
        incident.response().approvedPlan = first;
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.incident.getStatus().attempt).isEqualTo(2);
        assertThat(incident.incident.getStatus().observedAttempt).isEqualTo(1);
        assertThat(hash(incident)).isNotEqualTo(first);
        assertThat(incident.rollbacks())
                .as("the old plan was approved, not this one")
                .isEmpty();
        assertThat(incident.condition("Ready")).isEqualTo("False ApprovedPlanOutdated");

        incident.response().approvedPlan = hash(incident);
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void a_person_who_asks_for_the_second_attempt_gets_the_next_one() {
        what_was_suggested_recovers_and_is_bad_again_is_suggested_again();
        isServedBy("v1");
        IncidentStory incident = new IncidentStory(gateway, "i2");
        incident.incident.getSpec().attempt = 1;
        incident.incident.setStatus(null);
        incident.reconcile();
        assertThat(Attempt.isAsked(incident.incident, incident.incident.getStatus()))
                .isFalse();
        incident.incident.getSpec().attempt = 2;
        assertThat(Attempt.isAsked(incident.incident, incident.incident.getStatus()))
                .isTrue();
    }

    @Test
    void what_a_person_lets_in_again_and_is_bad_again_is_rolled_back_again() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Auto).reconcile();
        isServedBy("v1");
        gateway.probe("status", Outcome.Good, 9, 0).passes(MINUTE).decide();
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);

        gateway.released.add(gateway.revision("v2").name());
        gateway.decide();
        gateway.passes(MINUTE).rollsOut("v2").passes(MINUTE).probe("status", Outcome.Bad, 0, 3);
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(incident.incident.getStatus().attempt).isEqualTo(2);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
    }

    @Test
    void where_people_were_called_a_flapping_probe_calls_them_once_in_a_while() {
        gateway.released.clear();
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto).flags();
        incident.target().toVersion = "v9";
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.NeedsHuman);
        for (int flap = 0; flap < 3; flap++) {
            gateway.passes(Duration.ofSeconds(30)).probe("status", Outcome.Bad, 3, 3);
            incident.reconcile();
        }
        assertThat(incident.incident.getStatus().attempt).isEqualTo(1);
        assertThat(incident.last.recheck()).isNotNull();

        gateway.passes(Duration.ofMinutes(5));
        assertThat(incident.reconcile().incident.getStatus().attempt).isEqualTo(2);
    }

    @Test
    void the_suspect_is_what_served_when_it_was_detected() {
        gateway.passes(MINUTE).rollsOut("v3");
        gateway.passes(Duration.ofHours(1)).rollsOut("v1").passes(MINUTE);
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto);
        incident.incident.getSpec().detectedAt =
                clock.instant().minus(Duration.ofMinutes(30)).atZone(ZoneOffset.UTC);
        incident.reconcile();

        assertThat(incident.suspect()).isEqualTo("v3");
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(gateway.stateOf("v1")).as("what serves by now").isEqualTo(RevisionState.Good);
    }

    @Test
    void an_incident_of_the_second_in_which_another_one_restores_is_about_what_failed() {
        IncidentStory first = incident(Source.Person, ResponseMode.Auto).reconcile();
        gateway.begins();
        gateway.turns = gateway.turns.next(
                gateway.revision("v2").name(), gateway.revision("v2").servedSince(), null);
        var before = gateway.turns;
        gateway.decide();
        gateway.turns = before; // the model's status is written a moment later
        IncidentStory second = new IncidentStory(gateway, "i2");
        second.reconcile();

        assertThat(first.suspect()).isEqualTo("v2");
        assertThat(second.suspect()).isEqualTo("v2");
        assertThat(second.how("1/rollback")).isEqualTo("Done Joined");
    }

    @Test
    void a_rollout_that_began_while_nobody_looked_is_the_suspect_of_its_time() {
        gateway.declares("v3").begins().passes(Duration.ofSeconds(5));
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto);
        gateway.passes(Duration.ofSeconds(5)).decide();
        incident.reconcile();

        assertThat(incident.suspect()).isEqualTo("v3");
    }

    @Test
    void a_resolution_that_waits_for_the_probes_keeps_no_approval_from_being_heard() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Suggest).reconcile();
        incident.resolves(Resolution.Kind.Fixed).reconcile();
        assertThat(incident.condition("Ready")).isEqualTo("False StillBad");
        assertThat(incident.ready().getMessage()).contains("approvedPlan to " + hash(incident));

        incident.response().approvedPlan = hash(incident);
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void what_people_deploy_during_a_rollback_is_another_fault() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Auto).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);

        gateway.passes(Duration.ofSeconds(5)).rollsOut("v3").probe("status", Outcome.Bad, 0, 3);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/verify")).isEqualTo("Done ChangedMeanwhile");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void what_came_back_is_replaced_by_the_good_one_that_people_deployed_since() {
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto).reconcile();
        isServedBy("v1");
        incident.reconcile();
        gateway.passes(MINUTE).rollsOut("v3").earnsGood();

        gateway.declares("v2").begins().decide();
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(2));
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(incident.rollbacks().get(1).to().version()).isEqualTo("v3");
    }

    @Test
    void a_false_alarm_gives_back_what_each_attempt_took() {
        gateway.earnsGood();
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto).reconcile();
        isServedBy("v1");
        incident.reconcile();
        gateway.passes(MINUTE).rollsOut("v3").passes(MINUTE);
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
        assertThat(gateway.stateOf("v3")).isEqualTo(RevisionState.Quarantined);

        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);
        assertThat(gateway.stateOf("v3")).isEqualTo(RevisionState.Candidate);
    }

    @Test
    void evidence_that_another_incident_holds_is_left_alone() {
        IncidentStory incident = incident(Source.Probe, ResponseMode.Auto);
        incident.heldForEvidence.put(gateway.revision("v2").name(), "by-hand");
        incident.reconcile();
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.condition("Ready")).isEqualTo("False EvidenceHold");
        assertThat(incident.ready().getMessage()).contains("incident by-hand");

        incident.heldForEvidence.clear();
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void what_people_deploy_again_is_a_recent_change_although_it_was_restored_once() {
        IncidentStory first = incident(Source.Person, ResponseMode.Auto).reconcile();
        isServedBy("v1");
        first.reconcile();
        first.rollbacksBefore.add(clock.instant());
        gateway.passes(MINUTE).rollsOut("v3").earnsGood();
        gateway.passes(MINUTE).rollsOut("v1").passes(MINUTE).probe("status", Outcome.Bad, 0, 3);

        IncidentStory second = new IncidentStory(gateway, "i2").flags("assistant");
        second.incident.getSpec().source = Source.Probe;
        second.model = first.model;
        second.rollbacksBefore.addAll(first.rollbacksBefore);
        second.reconcile();
        assertThat(second.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v3"));
    }

    @Test
    void what_was_bad_before_a_revision_began_rolls_nothing_back() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        gateway.passes(MINUTE).rollsOut("v3").passes(MINUTE).isStillBad("status");
        IncidentStory incident = incident(Source.Probe, ResponseMode.Auto).reconcile();

        assertThat(incident.suspect()).isEqualTo("v3");
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped BadBefore");
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void users_are_not_called_relieved_while_what_took_over_is_bad_since_before_it_began() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Suggest).reconcile();
        gateway.passes(MINUTE).rollsOut("v3").passes(MINUTE).isStillBad("status");
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.ready().getMessage())
                .contains("switch off assistant")
                .doesNotContain("restore");
        incident.response().approvedPlan = hash(incident);
        assertThat(incident.reconcile().flagsTried()).containsExactly("assistant");
    }

    @Test
    void what_people_deployed_in_its_place_and_is_bad_in_the_same_way_is_relieved_by_the_next_rung() {
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto);
        gateway.probe("status", Outcome.Bad, 0, 3).passes(Duration.ofSeconds(5));
        gateway.rollsOut("v3");
        gateway.probe("status", Outcome.Unknown, 0, 0);
        assertThat(incident.reconcile().how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);

        gateway.passes(MINUTE)
                .probe("status", Outcome.Bad, 0, 3)
                .badSince("status", clock.instant().minusSeconds(600));
        incident.reconcile();
        assertThat(incident.incident.getStatus().attempt).isEqualTo(2);
        assertThat(incident.suspect()).isEqualTo("v3");
        assertThat(incident.rollbacks())
                .as("it is another fault for a person's incident")
                .hasSize(1);
    }

    @Test
    void whether_a_fix_relieves_users_is_said_when_its_first_samples_have_come() {
        gateway.probe("status", Outcome.Bad, 0, 3);
        IncidentStory incident = incident(Source.Probe, ResponseMode.Suggest).reconcile();
        Instant bad = clock.instant();
        gateway.passes(MINUTE).rollsOut("v3");
        gateway.probe("status", Outcome.Unknown, 0, 0).badSince("status", bad);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Suggested);
        assertThat(incident.condition("Ready")).isEqualTo("False RolloutInProgress");
        assertThat(incident.last.recheck()).isPositive();

        gateway.passes(MINUTE).probe("status", Outcome.Good, 1, 0);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.incident.getStatus().attempt).isEqualTo(1);
    }

    @Test
    void observe_written_after_the_rollback_is_heard_too() {
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto).reconcile();
        isServedBy("v1");
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);

        incident.response().mode = ResponseMode.Observe;
        gateway.declares("v2").begins().decide();
        incident.reconcile();
        gateway.passes(MINUTE);
        incident.reconcile();
        assertThat(incident.rollbacks()).as("it is not restored again").hasSize(1);
        assertThat(incident.condition("Ready")).isEqualTo("False ObserveOnly");
    }

    @Test
    void what_is_held_open_expires_by_itself() {
        IncidentStory incident = incident(Source.Person, ResponseMode.Auto);
        incident.model = null;
        incident.reconcile();
        assertThat(incident.last.recheck()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }

    @Test
    void what_probes_saw_they_see_still_however_long_ago_they_saw_it_first() {
        IncidentStory incident = incident(Source.Probe, ResponseMode.Auto);
        incident.incident.getSpec().suspect = gateway.revision("v2").name();
        incident.incident.getSpec().detectedAt =
                clock.instant().minus(Duration.ofHours(2)).atZone(ZoneOffset.UTC);
        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }
}
