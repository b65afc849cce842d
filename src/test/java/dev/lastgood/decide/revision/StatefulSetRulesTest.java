package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.action.StuckPodOutcome;
import dev.lastgood.decide.workload.StuckPod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is another with a StatefulSet: v1 is Good, v2 serves and misbehaves. */
class StatefulSetRulesTest {

    private static final String STUCK = "1/delete-stuck-pods";
    private static final StuckPod LAST = new StuckPod("model-gateway-2", "uid-2", "17");
    private static final StuckPod FIRST = new StuckPod("model-gateway-0", "uid-0", "11");

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.kind = WorkloadKind.StatefulSet;
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant");
    }

    /** Restored and seen by the controller; this pod is in its way. */
    private void restoredBut(StuckPod... stuck) {
        incident.reconcile();
        gateway.begins().decide();
        gateway.stuck = List.of(stuck);
    }

    @Test
    void a_deployment_and_a_statefulset_of_one_content_have_revisions_of_two_names() {
        GatewayStory deployment = new GatewayStory(clock);

        assertThat(gateway.revision("v1").hash())
                .isEqualTo(deployment.decide().snapshot().hash());
        assertThat(gateway.revision("v1").name())
                .startsWith("model-gateway-")
                .isNotEqualTo(deployment.revision("v1").name());
    }

    @Test
    void the_rollback_may_take_ten_minutes() {
        incident.reconcile();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(10));

        gateway.begins().decide();
        gateway.passes(Duration.ofMinutes(10));
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Failed DeadlineExceeded");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void a_pod_in_the_way_is_deleted_once_and_stands_in_the_timeline() {
        restoredBut(LAST);
        incident.reconcile();

        assertThat(incident.deletions()).containsExactly(new StuckPodDeletion(List.of(LAST)));
        assertThat(incident.how(STUCK)).isEqualTo("Done StuckPodsDeleted");
        assertThat(incident.timeline()).anySatisfy(line -> assertThat(line)
                .startsWith("StuckPodsDeleted: deleted model-gateway-2 of the failed revision"));
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);

        gateway.completes().decide();
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Done Restored");
        assertThat(incident.deletions()).hasSize(1);
    }

    @Test
    void one_pod_after_the_other() {
        restoredBut(LAST);
        incident.reconcile();
        gateway.stuck = List.of(FIRST);
        incident.reconcile();

        assertThat(incident.deletions())
                .containsExactly(new StuckPodDeletion(List.of(LAST)), new StuckPodDeletion(List.of(FIRST)));
        assertThat(incident.timeline())
                .filteredOn(line -> line.startsWith("StuckPodsDeleted"))
                .hasSize(2);
    }

    @Test
    void no_pod_is_deleted_before_the_controller_has_seen_the_restored_template() {
        incident.reconcile();
        gateway.stuck = List.of(LAST);
        incident.reconcile();

        assertThat(incident.deletions()).isEmpty();
        assertThat(incident.how(STUCK)).isNull();
    }

    @Test
    void no_pod_is_deleted_for_what_somebody_else_declared_since() {
        incident.reconcile();
        gateway.declares("v3").begins().decide();
        gateway.stuck = List.of(LAST);
        incident.reconcile();

        assertThat(incident.deletions()).isEmpty();
    }

    @Test
    void while_it_is_paused_no_pod_is_deleted_and_then_it_is() {
        restoredBut(LAST);
        incident.model.getSpec().paused = true;
        incident.reconcile();
        assertThat(incident.deletions()).isEmpty();
        assertThat(incident.how(STUCK)).isEqualTo("Pending ModelPaused");
        assertThat(incident.step(STUCK).message).contains("model-gateway-2");

        incident.model.getSpec().paused = false;
        incident.reconcile();
        assertThat(incident.deletions()).hasSize(1);
    }

    @Test
    void a_refusal_is_said_once_and_the_deadline_ends_it() {
        incident.deletion = order -> new StuckPodOutcome(List.of(), "pod model-gateway-2 may not be deleted: no");
        restoredBut(LAST);
        incident.reconcile();
        incident.reconcile();
        assertThat(incident.deletions()).hasSize(1);
        assertThat(incident.how(STUCK)).isEqualTo("Failed RefusedByAdmission");

        gateway.passes(Duration.ofMinutes(10));
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Failed DeadlineExceeded");
        assertThat(incident.how(STUCK)).isEqualTo("Failed RefusedByAdmission");
    }

    @Test
    void a_pod_that_moved_meanwhile_is_looked_at_again() {
        StuckPod moved = new StuckPod(LAST.name(), LAST.uid(), "18");
        incident.deletion = order -> {
            if (order.pods().contains(LAST)) {
                gateway.stuck = List.of(moved);
                return new StuckPodOutcome(List.of(), null);
            }
            return incident.delete(order);
        };
        restoredBut(LAST);
        incident.reconcile();

        assertThat(incident.deletions())
                .containsExactly(new StuckPodDeletion(List.of(LAST)), new StuckPodDeletion(List.of(moved)));
        assertThat(incident.timeline())
                .filteredOn(line -> line.startsWith("StuckPodsDeleted"))
                .hasSize(1);
    }

    @Test
    void a_crash_between_deletion_and_record_loses_nothing() {
        restoredBut(LAST);
        incident.deletion = order -> {
            gateway.stuck = List.of();
            throw new IllegalStateException("killed");
        };
        try {
            incident.reconcile();
        } catch (IllegalStateException killed) {
            assertThat(incident.how(STUCK)).isEqualTo("Running PodsStuck");
        }
        incident.reconcile();

        assertThat(incident.deletions()).hasSize(1);
        assertThat(incident.how(STUCK)).isEqualTo("Done StuckPodsDeleted");
        assertThat(incident.timeline()).anyMatch(line -> line.startsWith("StuckPodsDeleted: "));
    }

    @Test
    void what_nobody_waits_for_any_more_is_skipped() {
        restoredBut(LAST);
        incident.model.getSpec().paused = true;
        incident.reconcile();
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(incident.how(STUCK)).isEqualTo("Skipped FalseAlarm");
        assertThat(incident.deletions()).isEmpty();
    }

    @Test
    void a_fix_that_does_not_come_up_for_ten_minutes_does_not_hide_the_suspect() {
        gateway.passes(Duration.ofSeconds(5)).declares("v3-fix").begins().decide();
        incident.reconcile();
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.condition("Ready")).isEqualTo("False RolloutInProgress");
        assertThat(incident.last.recheck()).isBetween(Duration.ofSeconds(599), Duration.ofMinutes(10));

        gateway.passes(incident.last.recheck());
        incident.reconcile();
        assertThat(incident.rollbacks()).singleElement().satisfies(r -> {
            assertThat(r.from().version()).isEqualTo("v2");
            assertThat(r.to().version()).isEqualTo("v1");
        });
    }
}
