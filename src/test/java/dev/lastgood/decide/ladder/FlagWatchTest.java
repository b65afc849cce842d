package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.FlagDisable;
import dev.lastgood.api.model.Response;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagCheck;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags once they are off: switched on again by others, off beside a rollback, put back at the end. */
class FlagWatchTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private int writes;

    /** There is no last good: the flag is what users are relieved by. */
    private IncidentStory flagOnly(String... flags) {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        IncidentStory story = new IncidentStory(gateway, "i1").flags(flags);
        watched(story);
        return story.reconcile();
    }

    private IncidentStory watched(IncidentStory story) {
        story.flag = f -> {
            String content = "ours-" + ++writes;
            story.flagContents.put(f.name, content);
            return new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "off", "{on}", "{off}", content);
        };
        return story;
    }

    private static FlagRecord record(IncidentStory story) {
        return story.incident.getStatus().flags.get(0);
    }

    private long checks(IncidentStory story) {
        return story.actions.stream().filter(FlagCheck.class::isInstance).count();
    }

    @Test
    void nothing_is_looked_at_while_the_config_map_is_as_it_was_left() {
        IncidentStory story = flagOnly("assistant");
        gateway.passes(Duration.ofHours(1));
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(checks(story)).isZero();
        assertThat(record(story).content).isEqualTo("ours-1");
    }

    @Test
    void another_change_of_the_config_map_is_looked_at_once_and_leaves_no_trace() {
        IncidentStory story = flagOnly("assistant");
        String timeline = IncidentStory.json(story.incident.getStatus().timeline);
        story.check =
                f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagAlreadyOff, "off", "{off}", "{off}", "theirs");
        story.flagContents.put("assistant", "theirs");
        story.reconcile();
        story.reconcile();

        assertThat(checks(story)).isEqualTo(1);
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.how("1/flag/assistant")).isEqualTo("Done FlagOff");
        assertThat(record(story).content).isEqualTo("theirs");
        assertThat(record(story).before).isEqualTo("{on}");
        assertThat(IncidentStory.json(story.incident.getStatus().timeline)).isEqualTo(timeline);
    }

    @Test
    void a_flag_switched_on_again_is_switched_off_again_after_a_wait_that_doubles() {
        IncidentStory story = flagOnly("assistant");
        for (int revert = 1; revert <= 2; revert++) {
            story.flagContents.put("assistant", "theirs-" + revert);
            story.reconcile();
            assertThat(story.phase()).isEqualTo(Phase.Stabilizing);
            assertThat(story.how("1/flag/assistant")).isEqualTo("Running FlagReverted");
            assertThat(story.condition("Stabilized")).isEqualTo("False FlagReverted");
            assertThat(story.condition("Ready")).isEqualTo("True FlagReverted");
            assertThat(story.last.recheck()).isEqualTo(Duration.ofSeconds(revert));
            assertThat(record(story).reverts).isEqualTo(revert);

            gateway.passes(Duration.ofSeconds(revert));
            story.reconcile();
            assertThat(story.phase()).isEqualTo(Phase.Mitigated);
            assertThat(story.how("1/flag/assistant")).isEqualTo("Done FlagOff");
            assertThat(story.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        }
        assertThat(story.incident.getStatus().timeline)
                .filteredOn(t -> t.reason.equals("FlagReverted"))
                .extracting(t -> t.message)
                .hasSize(2)
                .last()
                .asString()
                .contains("flag assistant", "2. time");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "default",
            value = {"default, 3", "1, 1", "5, 5"})
    void too_many_reverts_end_it_with_a_person(Integer breaker, int reverts) {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        IncidentStory story = watched(new IncidentStory(gateway, "i1").flags("assistant"));
        if (breaker != null) {
            story.model.getSpec().response = new Response();
            story.model.getSpec().response.breaker = new Breaker();
            story.model.getSpec().response.breaker.rollbacks = breaker;
        }
        story.reconcile();
        for (int revert = 1; revert <= reverts; revert++) {
            assertThat(story.phase()).isEqualTo(Phase.Mitigated);
            story.flagContents.put("assistant", "theirs-" + revert);
            story.reconcile();
            gateway.passes(Duration.ofSeconds(60));
            story.reconcile();
        }

        assertThat(story.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(story.how("1/flag/assistant")).isEqualTo("Failed FlagRevertedTooOften");
        assertThat(story.condition("Ready")).isEqualTo("False FlagRevertedTooOften");
        assertThat(story.flagsTried()).hasSize(reverts);

        story.flagContents.put("assistant", "theirs again");
        story.reconcile();
        assertThat(checks(story)).as("nobody fights on").isEqualTo(reverts);

        story.incident.getSpec().attempt = 2;
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(record(story).reverts).isNull();
    }

    @Test
    void nothing_is_switched_while_paused_but_it_is_said_and_it_goes_on_afterwards() {
        IncidentStory story = flagOnly("assistant");
        story.model.getSpec().paused = true;
        story.flagContents.put("assistant", "theirs");
        story.reconcile();
        assertThat(checks(story)).isOne();
        assertThat(story.condition("Stabilized")).isEqualTo("False FlagReverted");
        assertThat(story.message("Stabilized"))
                .contains("switched flag assistant on again", "the model is paused (spec.paused)")
                .doesNotContain("it is switched off again");

        gateway.passes(Duration.ofMinutes(5));
        story.reconcile();
        assertThat(story.flagsTried()).as("paused").hasSize(1);

        story.model.getSpec().paused = false;
        story.reconcile();
        assertThat(story.flagsTried()).hasSize(2);
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void a_flag_that_was_off_already_relieves_users_only_as_long_as_it_is_off() {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        IncidentStory story = watched(new IncidentStory(gateway, "i1").flags("assistant"));
        story.look =
                f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagAlreadyOff, "off", "{off}", "{off}", "theirs");
        story.flagContents.put("assistant", "theirs");
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(checks(story)).isZero();

        story.check =
                f -> new FlagOutcome(f.name, StepState.Running, Reason.FlagOff, "is on", "{on}", "{off}", "another");
        story.flagContents.put("assistant", "another");
        story.reconcile();
        assertThat(story.how("1/flag/assistant")).isEqualTo("Running FlagReverted");
        assertThat(story.condition("Stabilized")).isEqualTo("False FlagReverted");

        gateway.passes(Duration.ofSeconds(1));
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.flagsTried()).containsExactly("assistant");
    }

    @Test
    void after_a_crash_between_write_and_result_what_it_was_before_is_still_known() {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        IncidentStory story = new IncidentStory(gateway, "i1").flags("assistant");
        story.flag =
                f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagAlreadyOff, "off", "{off}", "{off}", "ours");
        story.reconcile();

        assertThat(story.how("1/flag/assistant")).isEqualTo("Done FlagOff");
        assertThat(record(story).before).isEqualTo("{on}");
    }

    // Always

    private IncidentStory always(String... flags) {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").passes(Duration.ofMinutes(1));
        IncidentStory story = watched(new IncidentStory(gateway, "i1").flags(flags));
        for (Flag flag : story.model.getSpec().flags) {
            flag.disable = flag.name.startsWith("always") ? FlagDisable.Always : FlagDisable.WhenRollbackUnavailable;
        }
        return story;
    }

    @Test
    void a_flag_that_is_always_switched_off_goes_off_right_behind_the_rollback() {
        IncidentStory story = always("always", "other").reconcile();

        assertThat(story.rollbacks()).hasSize(1);
        assertThat(story.flagsTried()).containsExactly("always");
        assertThat(story.actions.indexOf(story.rollbacks().get(0)))
                .isLessThan(story.actions.indexOf(story.actions.stream()
                        .filter(FlagOrder.class::isInstance)
                        .findFirst()
                        .orElseThrow()));
        assertThat(story.how("1/flag/always")).isEqualTo("Done FlagOff");
        assertThat(story.step("1/flag/other")).isNull();
        assertThat(story.how("1/verify")).isEqualTo("Running RolloutInProgress");

        gateway.completes();
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.condition("Stabilized")).isEqualTo("True Patched");
    }

    @Test
    void one_that_cannot_be_switched_is_said_and_spoils_nothing() {
        IncidentStory story = always("always");
        story.look = f -> new FlagOutcome(f.name, StepState.Failed, Reason.FlagNotFound, "no such flag", null, null);
        story.reconcile();
        gateway.completes();
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.how("1/flag/always")).isEqualTo("Failed FlagNotFound");
        assertThat(story.incident.getStatus().timeline).anyMatch(t -> t.message.contains("no such flag"));
    }

    @Test
    void one_switched_on_again_beside_a_rollback_does_not_move_the_incident() {
        IncidentStory story = always("always").reconcile();
        gateway.completes();
        story.reconcile();
        story.flagContents.put("always", "theirs");
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.how("1/flag/always")).isEqualTo("Running FlagReverted");
        gateway.passes(Duration.ofSeconds(1));
        story.reconcile();
        assertThat(story.how("1/flag/always")).isEqualTo("Done FlagOff");
    }

    // The end

    @ParameterizedTest
    @CsvSource({"Fixed, Resolved", "Accepted, Resolved", "FalseAlarm, Closed"})
    void a_resolution_that_asks_puts_the_flags_back_before_the_end(Resolution.Kind kind, Phase end) {
        IncidentStory story = flagOnly("assistant", "rationale").resolves(kind);
        story.incident.getSpec().resolution.restore = true;
        story.reconcile();

        assertThat(story.phase()).isEqualTo(end);
        assertThat(story.how("1/restore/flag/assistant")).isEqualTo("Done FlagRestored");
        assertThat(story.how("1/restore/flag/rationale")).isEqualTo("Done FlagRestored");
        assertThat(story.actions.stream().filter(FlagRestore.class::isInstance)).hasSize(2);
    }

    @Test
    void without_being_asked_nothing_is_put_back() {
        IncidentStory story =
                flagOnly("assistant").resolves(Resolution.Kind.Fixed).reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Resolved);
        assertThat(story.actions).noneMatch(FlagRestore.class::isInstance);
    }

    @Test
    void what_cannot_be_put_back_is_said_and_the_incident_ends() {
        IncidentStory story = flagOnly("assistant", "gone").resolves(Resolution.Kind.Fixed);
        story.incident.getSpec().resolution.restore = true;
        story.model.getSpec().flags.removeIf(f -> f.name.equals("gone"));
        story.restore = r -> new FlagOutcome(
                r.flag().name, StepState.Failed, Reason.FlagChangedMeanwhile, "somebody changed it", null, null);
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Resolved);
        assertThat(story.how("1/restore/flag/assistant")).isEqualTo("Failed FlagChangedMeanwhile");
        assertThat(story.how("1/restore/flag/gone")).isEqualTo("Failed FlagNotFound");
    }

    @Test
    void nothing_is_put_back_while_paused() {
        IncidentStory story = flagOnly("assistant").resolves(Resolution.Kind.Fixed);
        story.incident.getSpec().resolution.restore = true;
        story.operatorPaused = true;
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.condition("Ready")).isEqualTo("False OperatorPaused");

        story.operatorPaused = false;
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Resolved);
        assertThat(story.how("1/restore/flag/assistant")).isEqualTo("Done FlagRestored");
    }

    @Test
    void what_another_incident_needs_off_stays_off() {
        IncidentStory story = flagOnly("assistant", "rationale").resolves(Resolution.Kind.Fixed);
        story.incident.getSpec().resolution.restore = true;
        story.switchedByOthers.put("flag/assistant", "i2");
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Resolved);
        assertThat(story.how("1/restore/flag/assistant")).isEqualTo("Failed NeededByOther");
        assertThat(story.how("1/restore/flag/rationale")).isEqualTo("Done FlagRestored");
    }

    @Test
    void a_config_map_that_is_replaced_is_given_time_and_one_that_stays_away_is_said() {
        IncidentStory story = flagOnly("assistant");
        FlagOutcome missing =
                new FlagOutcome("assistant", StepState.Failed, Reason.FlagConfigMapMissing, "no ConfigMap", null, null);
        story.check = f -> missing;
        story.flagContents.put("assistant", "");
        story.reconcile();
        assertThat(story.how("1/flag/assistant")).isEqualTo("Running FlagReverted");

        gateway.passes(Duration.ofSeconds(1));
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.Mitigated);

        story.flagContents.put("assistant", "");
        story.reconcile();
        story.flag = f -> missing;
        gateway.passes(Duration.ofSeconds(2));
        story.reconcile();
        assertThat(story.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(story.how("1/flag/assistant")).isEqualTo("Failed FlagConfigMapMissing");
    }
}
