package dev.lastgood.decide.opening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.TriggerResponse;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Revisions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private final SettableClock clock = new SettableClock();
    private final ModelDeployment model = IncidentStory.model("pricing");
    private final Revision serving = Revisions.named("model-gateway-1").build();
    private final Map<String, ProbeState> probes = new TreeMap<>();
    private final List<AIIncident> known = new ArrayList<>();
    /** Configuration that was written under the pods of the serving revision, and when; null: none was. */
    private Revision changed;

    private Instant written;

    @BeforeEach
    void two_probes() {
        probe("status", Trigger.GatewayErrors);
        probe("canary", Trigger.PIILeak);
    }

    @Test
    void nothing_is_opened_while_nothing_is_bad() {
        says("status", Outcome.Good);
        says("canary", Outcome.Unknown);
        assertThat(open()).isEmpty();
    }

    @Test
    void a_bad_probe_opens_one_with_its_facts() {
        says("status", Outcome.Bad);
        AIIncident incident = open().orElseThrow();
        assertThat(incident.getMetadata().getName())
                .isEqualTo("pricing-" + serving.hash().substring(0, 10) + "-1");
        assertThat(incident.getMetadata().getNamespace()).isEqualTo("ai");
        assertThat(incident.getSpec().source).isEqualTo(Source.Probe);
        assertThat(incident.getSpec().suspect).isEqualTo(serving.name());
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.GatewayErrors);
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev2);
        assertThat(incident.getSpec().summary).isEqualTo("probe status: status 503");
        assertThat(incident.getSpec().detectedAt.toInstant()).isEqualTo(clock.instant());
        assertThat(Validity.problem(incident)).isEmpty();
    }

    @Test
    void what_was_changed_in_place_is_the_suspect_if_the_probe_turned_bad_after_it() {
        changed = Revisions.named("model-gateway-2").build();
        written = clock.instant();
        clock.pass(Duration.ofSeconds(90));
        says("status", Outcome.Bad);
        AIIncident incident = open().orElseThrow();
        assertThat(incident.getSpec().suspect).isEqualTo(changed.name());
        assertThat(incident.getMetadata().getName())
                .isEqualTo("pricing-" + changed.hash().substring(0, 10) + "-1");
    }

    @Test
    void what_was_changed_in_place_later_is_not_to_blame() {
        changed = Revisions.named("model-gateway-2").build();
        says("canary", Outcome.Bad);
        clock.pass(Duration.ofSeconds(90));
        written = clock.instant();
        says("status", Outcome.Bad);
        assertThat(open().orElseThrow().getSpec().suspect).isEqualTo(serving.name());
    }

    @Test
    void what_was_changed_in_place_after_the_first_bad_sample_is_not_to_blame() {
        changed = Revisions.named("model-gateway-2").build();
        clock.pass(Duration.ofSeconds(10));
        written = clock.instant().minusSeconds(19);
        says("status", Outcome.Bad); // by the third sample, which came 20 s after the first
        assertThat(open().orElseThrow().getSpec().suspect).isEqualTo(serving.name());

        written = written.minusSeconds(1);
        assertThat(open().orElseThrow().getSpec().suspect).isEqualTo(changed.name());
    }

    @Test
    void many_bad_probes_open_one_named_by_the_worst() {
        says("status", Outcome.Bad);
        says("canary", Outcome.Bad);
        AIIncident incident = open().orElseThrow();
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.PIILeak);
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev1);
        assertThat(incident.getSpec().summary).contains("status: ", "canary: ");
    }

    @Test
    void no_answer_at_all_is_no_leak() {
        says("canary", Outcome.Bad, Reason.StatusUnexpected);
        AIIncident incident = open().orElseThrow();
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.GatewayErrors);
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev2);
    }

    @Test
    void the_model_says_how_bad_a_trigger_is() {
        model.getSpec().response = new Response();
        TriggerResponse worse = new TriggerResponse();
        worse.severity = Severity.Sev0;
        model.getSpec().response.perTrigger.put("GatewayErrors", worse);
        says("status", Outcome.Bad);
        assertThat(open().orElseThrow().getSpec().severity).isEqualTo(Severity.Sev0);
    }

    @Test
    void every_bad_joins_an_incident_that_is_not_over() {
        says("status", Outcome.Bad);
        known.add(incident("by-hand", Phase.Mitigated));
        assertThat(open()).isEmpty();
        known.set(0, IncidentStory.incident("not-seen-yet"));
        assertThat(open()).isEmpty();
    }

    @Test
    void a_game_day_or_a_dry_run_hides_nothing_and_held_evidence_is_left_alone() {
        says("status", Outcome.Bad);
        AIIncident drill = incident("game-day", Phase.Mitigated);
        drill.getSpec().drill = true;
        known.add(drill);
        AIIncident tried = incident("tried", Phase.Open);
        tried.getSpec().response = new IncidentResponse();
        tried.getSpec().response.dryRun = true;
        known.add(tried);
        assertThat(open()).isPresent();

        AIIncident held = incident("held", Phase.Open);
        held.getSpec().evidenceHold = true;
        known.add(held);
        assertThat(open()).isEmpty();
    }

    @Test
    void what_was_bad_when_one_ended_opens_no_other_until_it_was_good_again() {
        says("status", Outcome.Bad);
        clock.pass(Duration.ofMinutes(1));
        known.add(incident("accepted", Phase.Resolved));
        assertThat(open()).isEmpty();

        clock.pass(Duration.ofMinutes(1));
        says("status", Outcome.Bad);
        assertThat(open()).isPresent();
    }

    @Test
    void the_next_one_of_a_revision_has_the_next_number() {
        String prefix = "pricing-" + serving.hash().substring(0, 10) + "-";
        known.add(incident(prefix + "1", Phase.Closed));
        clock.pass(Duration.ofMinutes(1));
        says("status", Outcome.Bad);
        assertThat(open().orElseThrow().getMetadata().getName()).isEqualTo(prefix + "2");
    }

    @Test
    void a_long_name_is_cut() {
        model.getMetadata().setName("m".repeat(253));
        says("status", Outcome.Bad);
        assertThat(open().orElseThrow().getMetadata().getName()).hasSize(40 + 1 + 10 + 2);
    }

    @Test
    void nothing_is_opened_while_nothing_serves() {
        says("status", Outcome.Bad);
        assertThat(Opening.of(model, null, probes, known, time -> Optional.empty()))
                .isEmpty();
    }

    private Optional<AIIncident> open() {
        return Opening.of(model, serving, probes, known, time -> Optional.ofNullable(changed)
                .filter(c -> !written.isAfter(time)));
    }

    private void probe(String name, Trigger trigger) {
        Probe probe = new Probe();
        probe.name = name;
        probe.trigger = trigger;
        model.getSpec().probes.add(probe);
    }

    private void says(String name, Outcome verdict) {
        says(name, verdict, Reason.AnswerUnexpected);
    }

    private void says(String name, Outcome verdict, Reason reason) {
        probes.put(
                name,
                new ProbeState(verdict, clock.instant(), 3, 0, null, ProbeState.Counts.NONE, reason, "status 503"));
    }

    private AIIncident incident(String name, Phase phase) {
        AIIncident incident = IncidentStory.incident(name);
        incident.setStatus(new AIIncidentStatus());
        incident.getStatus().phase = phase;
        incident.getStatus().times = new Times();
        incident.getStatus().times.resolved = clock.instant().toString();
        return incident;
    }
}
