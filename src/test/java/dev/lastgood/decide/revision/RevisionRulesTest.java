package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each decision of a story is taken twice, and the second one must change nothing: see {@link GatewayStory#decide()}. */
class RevisionRulesTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @Test
    void the_first_sight_takes_a_snapshot_which_serves_and_soaks() {
        RevisionDecision decision = gateway.decide();

        assertThat(decision.snapshot().name())
                .isEqualTo("model-gateway-" + GatewayStory.hash("v1|c1").substring(0, 10));
        assertThat(decision.snapshot().number()).isEqualTo(1);
        assertThat(decision.serving()).isEqualTo(decision.snapshot());
        assertThat(decision.serving().state()).isEqualTo(RevisionState.Candidate);
        assertThat(decision.serving().reason()).isEqualTo("Soaking");
        assertThat(decision.lastGood()).isNull();
        assertThat(decision.rollout()).isEqualTo(Reason.RolloutComplete);
        assertThat(decision.recheck()).isEqualTo(GatewayStory.SOAK);
    }

    @Test
    void a_declared_template_serves_from_its_first_pod_and_not_before() {
        gateway.decide();

        gateway.declares("v2").decide();
        assertThat(gateway.serving()).isEqualTo("v1");
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.NotRunning);

        RevisionDecision begun = gateway.begins().decide();
        assertThat(gateway.serving()).isEqualTo("v2");
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Candidate);
        assertThat(begun.rollout()).isEqualTo(Reason.RolloutInProgress);
    }

    @Test
    void good_comes_exactly_at_the_end_of_the_soak() {
        gateway.decide();

        RevisionDecision before =
                gateway.passes(GatewayStory.SOAK.minusMillis(1)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);
        assertThat(before.recheck()).isEqualTo(Duration.ofMillis(1));

        gateway.passes(before.recheck()).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
        assertThat(gateway.revision("v1").reason()).isEqualTo("Unprobed");
        assertThat(gateway.revision("v1").standing().since()).isEqualTo(clock.instant());
    }

    @ParameterizedTest
    @CsvSource({
        "Mixture, Candidate, MixtureOfFailed",
        "Returned, Candidate, MixtureOfFailed",
        "Stranger, Good, Unprobed"
    })
    void what_shows_nothing_new_beside_a_failed_revision_never_earns_good(
            Kinship kinship, RevisionState state, String reason) {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").decide();
        blame("v2", RevisionState.Quarantined);
        gateway.rollsOut("v2 with the prompts of v1").decide();
        gateway.kin.put(gateway.revision("v2").name(), kinship);

        gateway.decide();
        gateway.passes(GatewayStory.SOAK).decide();

        assertThat(gateway.stateOf("v2 with the prompts of v1")).isEqualTo(state);
        assertThat(gateway.revision("v2 with the prompts of v1").reason()).isEqualTo(reason);
    }

    @Test
    void once_the_failed_revision_is_released_what_it_shares_earns_good_from_then_on() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").decide();
        blame("v2", RevisionState.Quarantined);
        gateway.rollsOut("v2 with the prompts of v1").decide();
        gateway.kin.put(gateway.revision("v2").name(), Kinship.Mixture);
        gateway.passes(GatewayStory.SOAK).decide();
        gateway.kin.clear();

        gateway.decide();
        assertThat(gateway.stateOf("v2 with the prompts of v1")).isEqualTo(RevisionState.Candidate);

        gateway.passes(GatewayStory.SOAK).decide();
        assertThat(gateway.stateOf("v2 with the prompts of v1")).isEqualTo(RevisionState.Good);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"minimum availability lost, false", "ProgressDeadlineExceeded, true"})
    void a_rollout_that_breaks_never_earns_good_but_the_next_one_may(String how, boolean byDeadline) {
        gateway.rollsOut("v2").passes(Duration.ofMinutes(5));
        gateway.losesItsPods();
        if (byDeadline) {
            gateway.getsItsPodsBack().exceedsItsDeadline();
        }
        gateway.decide();
        assertThat(gateway.revision("v2").reason()).isEqualTo("BrokeDuringSoak");

        gateway.getsItsPodsBack().completes().decide();
        gateway.passes(Duration.ofHours(10)).decide();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Candidate);

        gateway.restarts().begins().decide();
        gateway.completes().decide();
        gateway.earnsGood();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_deadline_of_the_rollout_before_does_not_break_what_the_controller_has_not_seen() {
        gateway.decide();
        gateway.exceedsItsDeadline().declares("v2");

        assertThat(gateway.decide().rollout()).isEqualTo(Reason.RolloutInProgress);
        assertThat(gateway.revision("v1").reason()).isEqualTo("Soaking");
    }

    @Test
    void a_scale_neither_breaks_the_soak_nor_begins_it_again() {
        gateway.decide();
        gateway.passes(Duration.ofMinutes(4)).scales(30).decide();
        gateway.observesScale(false).decide();
        assertThat(gateway.revision("v1").reason()).isEqualTo("Soaking");

        gateway.passes(Duration.ofMinutes(1)).completesWithOldPods().decide();
        gateway.passes(Duration.ofMinutes(5)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
        assertThat(gateway.revisions).hasSize(1);
    }

    @Test
    void a_soak_that_ends_during_a_scale_waits_for_it_without_looking_again_and_again() {
        gateway.decide();
        gateway.scales(30).observesScale(false);

        RevisionDecision over = gateway.passes(GatewayStory.SOAK).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);
        assertThat(over.recheck()).isNull();

        gateway.completesWithOldPods().decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_break_after_the_scale_is_done_is_a_break() {
        gateway.decide();
        gateway.scales(5).completesWithOldPods().decide();
        gateway.losesItsPods().decide();

        assertThat(gateway.revision("v1").reason()).isEqualTo("BrokeDuringSoak");
    }

    @Test
    void no_time_without_replicas_counts_for_the_soak() {
        gateway.decide();
        gateway.scales(0).completes().decide();
        gateway.passes(GatewayStory.SOAK.multipliedBy(2)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);

        gateway.scales(3).completes().decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);
        gateway.earnsGood();
    }

    @Test
    void configuration_alone_serves_once_every_ready_pod_started_after_it_was_written() {
        gateway.decide();
        RevisionDecision written =
                gateway.passes(Duration.ofMinutes(1)).writes("c2").decide();
        assertThat(written.rollout()).isEqualTo(Reason.ConfigurationNotPickedUp);
        assertThat(gateway.revision("v1", "c2").state()).isEqualTo(RevisionState.NotRunning);
        assertThat(written.serving()).isEqualTo(gateway.revision("v1", "c1"));

        gateway.passes(Duration.ofHours(5)).decide();
        assertThat(gateway.revision("v1", "c2").state()).isEqualTo(RevisionState.NotRunning);

        gateway.restarts().begins().decide();
        assertThat(Serving.now(gateway.revisions)).contains(gateway.revision("v1", "c1"));
        RevisionDecision restarted = gateway.completes().decide();
        assertThat(restarted.serving()).isEqualTo(gateway.revision("v1", "c2"));
        gateway.passes(GatewayStory.SOAK).decide();
        assertThat(gateway.revision("v1", "c2").state()).isEqualTo(RevisionState.Good);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_deleted_config_map_serves_no_sooner_than_the_pods_restart(boolean watched) {
        gateway.decide();
        gateway.earnsGood();
        gateway.passes(Duration.ofHours(1)).deletesConfiguration(watched).decide();
        assertThat(gateway.revision("v1", "absent").state()).isEqualTo(RevisionState.NotRunning);
        gateway.declares("v2").begins().decide();
        assertThat(LastGood.of(gateway.revisions, gateway.revision("v2", "absent"), Reputation.NONE))
                .contains(gateway.revision("v1", "c1"));

        gateway.declares("v1").passes(Duration.ofMinutes(1)).completes().decide();
        assertThat(Serving.now(gateway.revisions)).contains(gateway.revision("v1", "absent"));
    }

    @Test
    void configuration_that_pods_reload_serves_two_minutes_after_it_was_written() {
        gateway.configReload = true;
        gateway.decide();
        RevisionDecision written =
                gateway.passes(Duration.ofMinutes(1)).writes("c2").decide();
        assertThat(written.recheck()).isEqualTo(GatewayPolicy.CONFIG_RELOAD);

        RevisionDecision reloaded = gateway.passes(written.recheck()).decide();
        assertThat(reloaded.serving()).isEqualTo(gateway.revision("v1", "c2"));
        assertThat(reloaded.serving().servedSince()).isEqualTo(clock.instant());
        assertThat(reloaded.serving().service().availableSince()).isEqualTo(clock.instant());
        assertThat(reloaded.recheck()).isEqualTo(GatewayStory.SOAK);
    }

    @Test
    void configuration_that_pods_reload_is_looked_at_again_although_a_pod_is_missing() {
        gateway.configReload = true;
        gateway.decide();
        gateway.scales(4).observesScale(true).writes("c2");

        assertThat(gateway.decide().recheck()).isEqualTo(GatewayPolicy.CONFIG_RELOAD);
        assertThat(gateway.passes(GatewayPolicy.CONFIG_RELOAD).decide().serving())
                .isEqualTo(gateway.revision("v1", "c2"));
    }

    @Test
    void template_and_configuration_together_serve_from_the_first_new_pod() {
        gateway.decide();
        gateway.writes("c2").declares("v2").decide();
        gateway.begins().decide();

        assertThat(Serving.now(gateway.revisions)).contains(gateway.revision("v2", "c2"));
    }

    @Test
    void going_back_to_an_old_content_uses_its_revision_again_and_its_turn_begins_anew() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        Instant firstTurn = gateway.revision("v1").servedSince();

        gateway.passes(Duration.ofHours(1)).rollsOut("v1");

        assertThat(gateway.revisions).hasSize(2);
        assertThat(gateway.serving()).isEqualTo("v1");
        assertThat(gateway.revision("v1").servedSince()).isAfter(firstTurn);
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_new_leader_whose_clock_is_behind_still_sees_what_serves() {
        gateway.decide();
        clock.pass(Duration.ofMinutes(-3));

        gateway.declares("v2").begins().decide();

        assertThat(gateway.serving()).isEqualTo("v2");
    }

    @Test
    void a_rollout_that_ended_while_nobody_looked_served_since_its_oldest_pod() {
        gateway.decide();
        gateway.passes(Duration.ofMinutes(5)).declares("v2").begins().completes();
        Instant podsStarted = gateway.view().pods().oldestStart();

        gateway.passes(Duration.ofMinutes(5)).decide();

        assertThat(gateway.revision("v2").servedSince()).isEqualTo(podsStarted);
        assertThat(gateway.revision("v2").service().availableSince())
                .as("the soak counts from now")
                .isEqualTo(clock.instant());
    }

    @Test
    void pods_that_stood_all_the_time_do_not_hide_that_an_old_revision_serves_again() {
        gateway.decide();
        gateway.passes(Duration.ofMinutes(5)).declares("v2").begins().decide();
        gateway.passes(Duration.ofMinutes(5))
                .declares("v1")
                .completesWithOldPods()
                .decide();

        assertThat(gateway.serving()).isEqualTo("v1");
        assertThat(gateway.revision("v1").servedSince()).isEqualTo(clock.instant());
    }

    @Test
    void new_defaults_of_the_api_server_are_no_new_revision() {
        gateway.decide();
        gateway.defaults = "+field of 1.37";

        RevisionDecision decision = gateway.decide();

        assertThat(decision.snapshot()).isNull();
        assertThat(decision.declared()).isEqualTo(decision.serving());
        assertThat(gateway.revisions).hasSize(1);
    }

    @Test
    void another_version_at_the_same_generation_is_a_workload_that_was_created_again() {
        gateway.decide();
        gateway.declares("v2");
        gateway.generation = 1;

        assertThat(gateway.decide().snapshot().version()).isEqualTo("v2");
    }

    @Test
    void a_person_may_declare_a_revision_good() {
        gateway.decide();
        gateway.declaredGood.add(gateway.revision("v1").name());
        gateway.decide();

        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
        assertThat(gateway.revision("v1").reason()).isEqualTo("DeclaredGood");
    }

    @Test
    void a_declaration_does_not_bring_a_quarantined_revision_back() {
        gateway.decide();
        blame("v1", RevisionState.Quarantined);
        gateway.declaredGood.add(gateway.revision("v1").name());
        gateway.decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Quarantined);

        gateway.released.add(gateway.revision("v1").name());
        gateway.decide();
        assertThat(gateway.stateOf("v1"))
                .as("released, it is what was declared")
                .isEqualTo(RevisionState.Good);
    }

    @Test
    void a_declaration_that_was_carried_out_does_not_give_good_back_after_an_incident_took_it() {
        gateway.decide();
        gateway.declaredGood.add(gateway.revision("v1").name());
        gateway.decide();
        blame("v1", RevisionState.Candidate);
        gateway.decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);

        gateway.declaredGood.clear();
        gateway.decide();
        gateway.declaredGood.add(gateway.revision("v1").name());
        gateway.decide();
        assertThat(gateway.stateOf("v1")).as("declared again").isEqualTo(RevisionState.Good);
    }

    @Test
    void a_release_lets_a_revision_out_and_it_may_earn_good_again() {
        gateway.decide();
        blame("v1", RevisionState.Quarantined);
        gateway.decide();
        gateway.released.add(gateway.revision("v1").name());
        gateway.decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);
        assertThat(gateway.revision("v1").isQuarantined()).isFalse();

        gateway.earnsGood();
    }

    @Test
    void a_release_that_was_carried_out_does_not_lift_the_next_quarantine() {
        gateway.decide();
        blame("v1", RevisionState.Quarantined);
        gateway.released.add(gateway.revision("v1").name());
        gateway.decide();
        blame("v1", RevisionState.Quarantined);

        gateway.decide();

        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Quarantined);
    }

    @Test
    void a_release_of_what_was_free_does_not_lift_a_later_quarantine() {
        gateway.decide();
        gateway.released.add(gateway.revision("v1").name());
        gateway.decide();
        blame("v1", RevisionState.Quarantined);

        gateway.decide();

        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Quarantined);
    }

    @Test
    void a_suspected_revision_earns_good_only_when_its_incident_is_over() {
        gateway.decide();
        gateway.suspects.put(gateway.revision("v1").name(), clock.instant());
        gateway.decide();
        gateway.passes(GatewayStory.SOAK.multipliedBy(9)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);

        gateway.suspects.clear();
        gateway.decide();
        assertThat(gateway.stateOf("v1")).as("the incident is over").isEqualTo(RevisionState.Good);
    }

    @Test
    void a_good_revision_that_serves_again_remembers_since_when_it_is_available() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofHours(1)).declares("v1").begins().decide();
        assertThat(gateway.revision("v1").service().availableSince()).isNull();

        gateway.passes(Duration.ofSeconds(30)).completes().decide();

        assertThat(gateway.revision("v1").service().availableSince()).isEqualTo(clock.instant());
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @Test
    void the_history_keeps_what_is_pinned_good_for_a_rollback_or_quarantined() {
        gateway.historyLimit = 2;
        gateway.rollsOut("v1").earnsGood();
        for (int i = 2; i <= 7; i++) {
            gateway.rollsOut("v" + i);
            if (i == 2) {
                blame("v2", RevisionState.Quarantined);
            }
            if (i == 3) {
                gateway.pinned.add(gateway.revision("v3").name());
            }
        }

        assertThat(gateway.versions()).containsExactly("v1", "v2", "v3", "v5", "v6", "v7");
    }

    @Test
    void over_two_mebibytes_the_oldest_candidates_go_first() {
        gateway.bytes = 600 * 1024;
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").rollsOut("v3");
        assertThat(gateway.versions()).containsExactly("v1", "v2", "v3");

        gateway.rollsOut("v4");

        assertThat(gateway.versions()).containsExactly("v1", "v3", "v4");
    }

    @Test
    void what_revisions_share_counts_once() {
        gateway.apart = Map.of("catalogue", 600 * 1024L, "rules", 600 * 1024L, "tones", 600 * 1024L);
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").rollsOut("v3").rollsOut("v4");

        assertThat(gateway.versions()).containsExactly("v1", "v2", "v3", "v4");

        gateway.apart = Map.of("catalogue of May", 600 * 1024L, "rules", 600 * 1024L, "tones", 600 * 1024L);
        gateway.rollsOut("v5");

        assertThat(gateway.versions())
                .as("without them as much would be stored: v1 has the same content, and is the last good one")
                .containsExactly("v1", "v2", "v3", "v4", "v5");

        gateway.apart = Map.of("catalogue of June", 600 * 1024L, "rules", 600 * 1024L, "tones", 600 * 1024L);
        gateway.rollsOut("v6");

        assertThat(gateway.versions())
                .as("only v5 has a catalogue of its own")
                .containsExactly("v1", "v2", "v3", "v4", "v6");
    }

    @Test
    void a_large_config_map_that_is_named_later_is_stored_apart_and_one_that_was_copied_stays_so() {
        gateway.named.put("rules", "d1");
        gateway.decide();
        gateway.named.put("catalogue", "d2");
        gateway.apart = Map.of("d1", 40 * 1024L, "d2", 400 * 1024L);

        RevisionDecision decision = gateway.decide();

        assertThat(decision.marks()).singleElement().satisfies(mark -> {
            assertThat(mark.content().configuration().names()).contains("catalogue", "rules");
            assertThat(mark.content().footprint().apart()).isEqualTo(Map.of("d2", 400 * 1024L));
        });
    }

    @Test
    void what_is_too_large_gets_no_snapshot_and_says_so() {
        gateway.decide();
        gateway.bytes = Footprint.MAX_OWN + 1;
        gateway.declares("v2");

        RevisionDecision decision = gateway.decide();

        assertThat(decision.snapshot()).isNull();
        assertThat(decision.declared()).isNull();
        assertThat(decision.rollout()).isEqualTo(Reason.SnapshotTooLarge);
        assertThat(decision.refusal()).contains("pod template", "900 KiB");
        assertThat(gateway.versions()).containsExactly("v1");
    }

    @Test
    void a_name_that_is_taken_by_another_content_gets_more_of_the_hash() {
        String taken = "model-gateway-" + GatewayStory.hash("v1|c1").substring(0, 10);
        gateway.revisions = List.of(Revisions.named(taken).hash("0".repeat(64)).build());

        assertThat(gateway.decide().snapshot().name())
                .isEqualTo("model-gateway-" + GatewayStory.hash("v1|c1").substring(0, 11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bbb.", "b-.-", "bbb-", "bbbb"})
    void a_long_name_is_cut_so_that_the_api_server_takes_what_follows(String end) {
        gateway.name = "a".repeat(196) + end + "c".repeat(40);

        String name = gateway.decide().snapshot().name();

        assertThat(name)
                .startsWith("a".repeat(196))
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
                .hasSizeLessThanOrEqualTo(211);
    }

    private void blame(String version, RevisionState state) {
        gateway.replace(gateway.revision(version).blamed(state, Reason.RolledBack, "incident-1", clock.instant()));
    }
}
