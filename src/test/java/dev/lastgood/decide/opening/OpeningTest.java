package dev.lastgood.decide.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.ServiceTurn;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpeningTest {
    private final SettableClock clock = new SettableClock();
    private final ModelDeployment model = IncidentStory.model("pricing");
    private final Revision serving =
            Revisions.named("model-gateway-1").served("2026-11-23T06:00:00Z").build();
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

    static Stream<Arguments> joins() {
        return Stream.of(
                joins("one that nobody has looked at yet", true, t -> IncidentStory.incident("not-seen-yet")),
                joins("one that is stabilizing, whatever it is about", true, t -> t.about("older", Phase.Stabilizing)),
                joins("one that rests and has another suspect", false, t -> t.about("older", Phase.Mitigated)),
                joins("one that calls people and has another suspect", false, t -> t.about("older", Phase.NeedsHuman)),
                joins("one that waits for a suspect that nobody knows", false, t -> t.about(null, Phase.Open)),
                joins("one that suspects it and waits for approval", true, t -> t.about("it", Phase.Suggested)),
                joins("one that suspects it and has recovered", true, t -> t.about("it", Phase.Mitigated)),
                joins("one that suspects it and calls people", true, t -> t.about("it", Phase.NeedsHuman)),
                joins("one of another model that suspects it", false, t -> {
                    AIIncident other = t.about("it", Phase.Stabilizing);
                    other.getSpec().modelRef.name = "ranking";
                    return other;
                }),
                joins("one that restored it, and nothing was deployed since", true, t -> t.restored(false)),
                joins("one that restored it, and people deployed it anew", false, t -> t.restored(true)),
                joins("one that a person only observes, where the model acts", false, t -> {
                    t.model.getSpec().response = new Response();
                    t.model.getSpec().response.mode = ResponseMode.Auto;
                    AIIncident observed = t.about("it", Phase.NeedsHuman);
                    observed.getSpec().response = new IncidentResponse();
                    observed.getSpec().response.mode = ResponseMode.Observe;
                    return observed;
                }),
                joins("one of an earlier revision that was bad in the same way", true, t -> {
                    AIIncident earlier = t.about("older", Phase.NeedsHuman);
                    earlier.getStatus().probes = List.of("status");
                    t.badBefore();
                    return earlier;
                }));
    }

    private static Arguments joins(String name, boolean expected, Function<OpeningTest, AIIncident> incident) {
        return argumentSet(name, expected, incident);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void a_bad_verdict_joins(boolean expected, Function<OpeningTest, AIIncident> incident) {
        says("status", Outcome.Bad);
        known.add(incident.apply(this));
        assertThat(open().isEmpty()).isEqualTo(expected);
    }

    private AIIncident about(String suspect, Phase phase) {
        AIIncident incident = incident("known", phase);
        incident.getStatus().attempt = 1;
        incident.getStatus().suspect = "it".equals(suspect) ? serving.name() : suspect;
        return incident;
    }

    /** The incident restored what serves; perhaps people deployed something else since, and it again. */
    private AIIncident restored(boolean interrupted) {
        AIIncident incident = about("failed", Phase.Mitigated);
        incident.getStatus().rollback = new RollbackRecord();
        incident.getStatus().rollback.toRevision = serving.name();
        Step step = new Step();
        step.id = "1/rollback";
        step.type = StepType.Rollback;
        step.state = StepState.Done;
        step.finishedAt = clock.instant().minusSeconds(3600).toString();
        incident.getStatus().steps.add(step);
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().turns =
                List.of(turn(serving.name(), 60), turn(interrupted ? "people-deployed" : "failed", 120));
        return incident;
    }

    private ServiceTurn turn(String revision, int secondsAgo) {
        ServiceTurn turn = new ServiceTurn();
        turn.revision = revision;
        turn.from = clock.instant().minusSeconds(secondsAgo).toString();
        return turn;
    }

    /** The probe was bad before what serves began to, and has not been good since. */
    private void badBefore() {
        ProbeState state = probes.get("status");
        probes.put(
                "status",
                new ProbeState(
                        state.verdict(),
                        state.since(),
                        state.bads(),
                        0,
                        null,
                        state.counts(),
                        state.reason(),
                        state.message(),
                        serving.servedSince().minusSeconds(60)));
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

        AIIncident held = about("it", Phase.Open);
        held.getSpec().evidenceHold = true;
        known.add(held);
        assertThat(open()).isEmpty();
    }

    @Test
    void what_was_bad_when_one_ended_opens_no_other_until_it_was_good_again() {
        says("status", Outcome.Bad);
        clock.pass(Duration.ofMinutes(1));
        known.add(about("it", Phase.Resolved));
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
                new ProbeState(
                        verdict,
                        clock.instant(),
                        3,
                        0,
                        null,
                        ProbeState.Counts.NONE,
                        reason,
                        "status 503",
                        verdict == Outcome.Bad ? clock.instant() : null));
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
