package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.opening.Opening;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * v0 and v1 are Good, v1 serves. Then other prompts are written into the mounted ConfigMap, the pods are not restarted, and a probe
 * turns Bad.
 */
class ChangedInPlaceTest {

    private static final Duration SETTLE = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_has_served_for_long() {
        gateway.mounted = Set.of(GatewayStory.PROMPTS);
        gateway.rollsOut("v0").earnsGood().rollsOut("v1").earnsGood();
        gateway.passes(Duration.ofDays(3)).decide();
    }

    private void probeFindsItBad() {
        gateway.probe("status", Outcome.Bad, 0, 3).decide();
        ModelDeployment model = IncidentStory.model("pricing", "kill");
        Probe probe = new Probe();
        probe.name = "status";
        probe.trigger = Trigger.Hallucination;
        model.getSpec().probes.add(probe);
        Revision serving = Serving.now(gateway.revisions).orElseThrow();
        AIIncident opened = Opening.of(
                        model, serving, gateway.view().probing().of("pricing"), List.of(), time -> gateway.view()
                                .changedInPlace(serving, time))
                .orElseThrow();
        incident = new IncidentStory(gateway, opened.getMetadata().getName());
        incident.model = model;
        incident.incident.setSpec(opened.getSpec());
        incident.response().mode = ResponseMode.Auto;
    }

    private void promptsTurnBad() {
        gateway.writes("c2").decide();
        gateway.passes(Duration.ofSeconds(90));
        probeFindsItBad();
    }

    /** The configuration is restored, and the pods are restarted for it. */
    private void restored() {
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(2)).begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        incident.reconcile();
    }

    @Test
    void the_written_prompts_are_blamed_and_the_serving_revision_stays_good() {
        promptsTurnBad();
        incident.reconcile();

        assertThat(incident.incident.getStatus().suspect)
                .isEqualTo(gateway.revision("v1", "c2").name());
        assertThat(incident.rollbacks()).singleElement().satisfies(rollback -> {
            assertThat(rollback.from())
                    .extracting(Revision::name)
                    .isEqualTo(gateway.revision("v1", "c2").name());
            assertThat(rollback.to())
                    .extracting(Revision::name)
                    .isEqualTo(gateway.revision("v1", "c1").name());
        });
        assertThat(gateway.revision("v1", "c1").state()).isEqualTo(RevisionState.Good);
        assertThat(gateway.revision("v1", "c2").state()).isEqualTo(RevisionState.Quarantined);
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void the_verdict_that_opened_it_is_not_one_about_what_was_restored() {
        promptsTurnBad();
        restored();

        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.flagsTried()).isEmpty();
        assertThat(incident.last.recheck()).isLessThanOrEqualTo(SETTLE);

        gateway.probe("status", Outcome.Good, 1, 0)
                .passes(Duration.ofMinutes(1))
                .decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void what_is_still_bad_when_it_has_settled_goes_to_the_flags() {
        promptsTurnBad();
        restored();
        gateway.passes(incident.last.recheck()).decide();
        incident.reconcile();

        assertThat(incident.how("1/verify")).isEqualTo("Failed ProbesBad");
        assertThat(incident.flagsTried()).containsExactly("kill");
        assertThat(gateway.revision("v1", "c1").state()).isEqualTo(RevisionState.Good);
        assertThat(incident.rollbacks()).as("v0 is not tried").hasSize(1);
    }

    @Test
    void prompts_that_were_written_long_ago_are_no_recent_change() {
        gateway.writes("c2").decide();
        gateway.passes(Duration.ofDays(2)).decide();
        probeFindsItBad();
        incident.reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped NoRecentChange");
        assertThat(gateway.revision("v1", "c1").state()).isEqualTo(RevisionState.Good);
    }

    @Test
    void prompts_that_return_are_as_recent_as_when_they_were_written() {
        gateway.writes("c2").decide();
        gateway.passes(Duration.ofSeconds(5)).restarts().begins().completes().decide();
        gateway.passes(Duration.ofDays(3)).decide();
        gateway.writes("c1").decide();
        gateway.passes(Duration.ofSeconds(90));
        probeFindsItBad();
        incident.reconcile();

        assertThat(incident.incident.getStatus().suspect)
                .isEqualTo(gateway.revision("v1", "c1").name());
        assertThat(incident.incident.getStatus().plan.why).doesNotContain("suspectWindow");
    }

    @Test
    void a_bad_run_that_began_before_is_about_what_served() {
        gateway.probe("status", Outcome.Bad, 0, 3).decide();
        Map<String, ProbeState> before = gateway.view().probing().of("pricing");
        gateway.passes(Duration.ofSeconds(5)).writes("c2").decide();
        ModelDeployment model = IncidentStory.model("pricing");
        Probe probe = new Probe();
        probe.name = "status";
        probe.trigger = Trigger.Hallucination;
        model.getSpec().probes.add(probe);
        Revision serving = Serving.now(gateway.revisions).orElseThrow();

        assertThat(Opening.of(model, serving, before, List.of(), time -> gateway.view()
                                .changedInPlace(serving, time))
                        .orElseThrow()
                        .getSpec()
                        .suspect)
                .isEqualTo(serving.name());
    }

    @Test
    void what_was_written_under_the_pods_stays_to_blame_while_another_template_is_on_its_way() {
        promptsTurnBad();
        String blamed = incident.incident.getSpec().suspect;
        Revision serving = Serving.now(gateway.revisions).orElseThrow();

        gateway.declares("v2").beginsSlowly().decide();
        assertThat(gateway.view().changedInPlace(serving, clock.instant()).map(Revision::name))
                .contains(blamed);
    }
}
