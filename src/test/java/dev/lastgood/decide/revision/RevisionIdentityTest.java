package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.SettableClock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same content is the same revision, whatever the policy or the API server's defaults say of it. */
class RevisionIdentityTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @Test
    void a_config_map_that_the_policy_names_later_belongs_to_what_serves() {
        gateway.decide();
        gateway.earnsGood();

        gateway.named.put("rules", "digest of strict");
        gateway.decide();

        assertThat(gateway.revisions).singleElement().satisfies(r -> {
            assertThat(r.state()).isEqualTo(RevisionState.Good);
            assertThat(r.content().configuration().digests()).containsEntry("rules", "digest of strict");
        });
    }

    @Test
    void what_the_policy_named_later_is_compared_from_then_on() {
        gateway.decide();
        gateway.named.put("rules", "digest of strict");
        gateway.decide();

        gateway.named.put("rules", "digest of lax");
        gateway.decide();

        assertThat(gateway.revisions).hasSize(2);
    }

    @Test
    void a_policy_that_gains_a_name_gives_no_target_with_the_content_that_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").earnsGood();

        gateway.named.put("rules", "digest of strict");
        RevisionDecision decision = gateway.decide();

        assertThat(decision.serving().version()).isEqualTo("v2");
        assertThat(decision.lastGood().version()).isEqualTo("v1");
    }

    @Test
    void a_policy_that_loses_a_name_makes_no_revision() {
        gateway.named.put("rules", "digest of strict");
        gateway.decide();

        gateway.named.clear();
        gateway.decide();

        assertThat(gateway.revisions).hasSize(1);
    }

    @Test
    void defaults_that_came_with_a_new_api_server_are_no_revision_after_a_scale_and_a_restart() {
        gateway.decide();
        gateway.earnsGood();
        gateway.defaults = "+field of 1.37";

        gateway.scales(4).decide();
        gateway.completesWithOldPods().decide();
        gateway.restarts().begins().decide();
        gateway.completes().decide();

        assertThat(gateway.revisions).singleElement().satisfies(r -> assertThat(r.state())
                .isEqualTo(RevisionState.Good));
    }

    @Test
    void a_field_that_comes_with_a_rollout_is_a_change() {
        gateway.decide();
        gateway.defaults = "+field that somebody wrote";
        gateway.restarts().begins().decide();

        assertThat(gateway.revisions).hasSize(2);
    }

    @Test
    void a_content_that_is_quarantined_is_no_target_under_another_name() {
        Revision failed = Revisions.named("failed")
                .hash("a")
                .state(RevisionState.Quarantined)
                .build();
        Revision same =
                Revisions.named("same").hash("a").state(RevisionState.Good).build();
        Revision serving = Revisions.named("serving").hash("b").build();

        assertThat(LastGood.of(Set.of(failed, same, serving), serving, Reputation.NONE))
                .isEmpty();
    }

    @Test
    void of_two_records_of_one_content_the_one_that_served_last_is_declared() {
        gateway.decide();
        Revision serving = gateway.revision("v1");
        Revision older = Revisions.named("older").hash("x").build().with(serving.content());

        gateway.revisions = java.util.List.of(older, serving);

        assertThat(gateway.decide().declared().name()).isEqualTo(serving.name());
    }

    @Test
    void one_config_map_that_is_busy_does_not_hide_another_one_that_was_reloaded() {
        gateway.configReload = true;
        gateway.named.put("router", "r0");
        gateway.decide();
        gateway.writes("c2").decide();

        for (int minute = 1; minute <= 3; minute++) {
            gateway.passes(Duration.ofMinutes(1));
            gateway.named.put("router", "r" + minute);
            gateway.writtenBefore.put("router", clock.instant());
            gateway.decide();
        }

        Revision serving = Serving.now(gateway.revisions).orElseThrow();
        assertThat(serving.content().configuration().digests())
                .containsEntry(GatewayStory.PROMPTS, GatewayStory.hash("c2"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_changed_in_place_concerns_incidents_only_if_it_is_mounted(boolean mounted) {
        gateway.mounted = mounted ? Set.of(GatewayStory.PROMPTS) : Set.of();
        gateway.decide();
        Revision running = gateway.revision("v1");
        gateway.passes(Duration.ofMinutes(1)).writes("c2").decide();

        assertThat(gateway.view().changedInPlace(running, clock.instant()).isPresent())
                .isEqualTo(mounted);
        assertThat(gateway.view().changedInPlace(running, clock.instant().minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void a_new_template_is_never_in_place() {
        gateway.mounted = Set.of(GatewayStory.PROMPTS);
        gateway.decide();
        Revision running = gateway.revision("v1");
        gateway.writes("c2").declares("v2").decide();

        assertThat(gateway.view().changedInPlace(running, clock.instant())).isEmpty();
    }

    @Test
    void bytes_of_quarantined_revisions_never_cost_a_good_one() {
        gateway.bytes = 600 * 1024;
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.replace(gateway.revision("v2")
                .blamed(RevisionState.Quarantined, Reason.RolledBack, "incident-1", clock.instant()));
        gateway.rollsOut("v3").earnsGood().rollsOut("v4");

        assertThat(gateway.versions()).containsExactly("v1", "v3", "v4");
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }
}
