package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** v1 is Good, v2 serves; what is tried and what is played. */
class RehearsalTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant");
    }

    private IncidentStory dryRun() {
        incident.response().dryRun = true;
        incident.rollback = r -> RollbackOutcome.patched("would have restored v1");
        incident.flag = f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "would be off", "{on}", "{off}");
        return incident.reconcile();
    }

    @Test
    void a_dry_run_tries_rollback_and_flags_and_leaves_no_trace() {
        dryRun();

        assertThat(incident.rollbacks()).singleElement().satisfies(r -> assertThat(r.isDryRun())
                .isTrue());
        assertThat(incident.actions).allSatisfy(a -> assertThat(
                        a instanceof Rollback r && r.isDryRun() || a instanceof FlagOrder f && f.dryRun())
                .isTrue());
        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
        assertThat(incident.condition("Ready")).isEqualTo("True DryRun");
        assertThat(incident.how("1/rollback")).isEqualTo("Done DryRun");
        assertThat(incident.how("1/flag/assistant")).isEqualTo("Done DryRun");
        assertThat(incident.step("1/rollback").message).isEqualTo("dry run: would have restored v1");
        assertThat(incident.tasks()).isEmpty();
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.incident.getStatus().rollback).isNull();
        assertThat(incident.incident.getStatus().flags).isEmpty();
        assertThat(incident.incident.getStatus().times.stabilized).isNull();
        assertThat(incident.incident.getStatus().timeline)
                .allSatisfy(e -> assertThat(e.message).startsWith("dry run: "));
    }

    @Test
    void what_would_be_refused_is_said_and_the_flags_are_tried_all_the_same() {
        incident.response().dryRun = true;
        incident.rollback = r -> RollbackOutcome.refused(Reason.RefusedByAdmission, "a webhook says no");
        incident.reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Failed RefusedByAdmission");
        assertThat(incident.step("1/flag/assistant")).isNotNull();
        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
    }

    @Test
    void neither_mode_nor_pause_hold_up_what_changes_nothing() {
        incident.response().mode = ResponseMode.Observe;
        incident.model.getSpec().paused = true;
        dryRun();

        assertThat(incident.how("1/rollback")).isEqualTo("Done DryRun");
    }

    @Test
    void without_a_target_or_without_a_workload_that_is_what_it_says() {
        incident.target().toVersion = "v9";
        dryRun();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped TargetNotFound");

        incident = new IncidentStory(gateway, "i2").flags("assistant");
        incident.response().dryRun = true;
        incident.losesItsWorkload();
        dryRun();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped WorkloadNotFound");
        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
    }

    @Test
    void nobody_joins_a_drill_and_it_joins_nobody() {
        incident.incident.getSpec().drill = true;
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(1);

        IncidentStory real = new IncidentStory(gateway, "i2");
        real.apart.add("uid-i1");
        real.reconcile();
        assertThat(real.how("1/rollback")).isNotEqualTo("Done Joined");

        IncidentStory drill = new IncidentStory(gateway, "i3");
        drill.incident.getSpec().drill = true;
        drill.reconcile();
        assertThat(drill.how("1/rollback")).isNotEqualTo("Done Joined");
    }

    @Test
    void a_drill_is_for_real_says_so_and_gives_back_what_it_took() {
        incident.incident.getSpec().drill = true;
        incident.reconcile();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(5)).completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.rollbacks()).singleElement().satisfies(r -> assertThat(r.manner())
                .isEqualTo(Rollback.Manner.Drill));
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);

        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.ready().getMessage())
                .isEqualTo("DRILL: the drill is over; " + gateway.revision("v2").name()
                        + " has its state back and may be rolled out again");
        assertThat(incident.incident.getStatus().timeline)
                .allSatisfy(e -> assertThat(e.message).startsWith("DRILL: "));
        assertThat(incident.incident.getStatus().conditions)
                .allSatisfy(c -> assertThat(c.getMessage()).startsWith("DRILL: "));
    }

    @Test
    void the_row_of_a_drill_in_postgres_says_so() {
        incident.incident.getSpec().drill = true;
        incident.reconcile();
        incident.result("1/record-evidence", StepState.Done, Reason.Captured);
        incident.reconcile();

        assertThat(incident.last.tasks()).anySatisfy(t -> assertThat(t)
                .isInstanceOfSatisfying(RecordTask.OpenRollbackRun.class, o -> assertThat(o.reason())
                        .startsWith("DRILL: ")));
    }

    @Test
    void a_drill_that_is_closed_otherwise_says_what_stays() {
        incident.incident.getSpec().drill = true;
        incident.reconcile();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(5)).completes().decide();
        incident.reconcile();
        incident.resolves(Resolution.Kind.Fixed).reconcile();

        assertThat(incident.ready().getMessage()).contains("stays quarantined", "FalseAlarm");
    }
}
