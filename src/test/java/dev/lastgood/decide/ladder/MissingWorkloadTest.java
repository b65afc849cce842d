package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** v2 was rolled back to v1, and v1 serves; then somebody deletes the workload. */
class MissingWorkloadTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_restored() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
        gateway.passes(Duration.ofMinutes(1));
    }

    @Test
    void the_flags_go_off_and_the_version_to_apply_is_named() {
        incident.workloadMissing = true;
        incident.reconcile();
        assertThat(incident.condition("Verified")).isEqualTo("Unknown WorkloadNotFound");
        assertThat(incident.flagsTried()).isEmpty();
        assertThat(incident.last.recheck()).isLessThanOrEqualTo(MissingWorkload.PATIENCE);

        gateway.passes(MissingWorkload.PATIENCE);
        incident.reconcile();
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        assertThat(incident.condition("Verified")).isEqualTo("False WorkloadNotFound");
        assertThat(incident.ready().getMessage())
                .contains(
                        "apply it with version v1 (" + gateway.revision("v1").name() + ")",
                        "Lastgood creates none",
                        "the flags are off");
    }

    @Test
    void without_flags_a_person_is_told_which_version_to_apply() {
        incident.model.getSpec().flags.clear();
        incident.workloadMissing = true;
        incident.reconcile();
        gateway.passes(MissingWorkload.PATIENCE);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.ready().getMessage())
                .contains(
                        "a person must act",
                        "apply it with version v1 (" + gateway.revision("v1").name() + ")");
    }

    @Test
    void one_that_is_created_again_within_seconds_is_not_missed() {
        incident.workloadMissing = true;
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(3));
        incident.workloadMissing = false;
        incident.reconcile();
        gateway.passes(MissingWorkload.PATIENCE);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
        assertThat(incident.flagsTried()).isEmpty();
    }
}
