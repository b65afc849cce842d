package dev.lastgood.decide.aftermath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Retrospective;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Response;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An incident that was rolled back is Mitigated; what is due then, and what closes it. */
class AftermathTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;
    private Instant mitigated;

    @BeforeEach
    void v2_was_rolled_back_to_v1() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
    }

    private void mitigate() {
        incident.reconcile();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        mitigated = Instant.parse(incident.incident.getStatus().times.mitigated);
    }

    private String message(String type) {
        return incident.incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    private Resolution resolution() {
        if (incident.incident.getSpec().resolution == null) {
            incident.resolves(Resolution.Kind.Fixed);
        }
        return incident.incident.getSpec().resolution;
    }

    private void held(Instant at) {
        resolution().retrospective = new Retrospective();
        resolution().retrospective.heldAt = at == null ? null : at.atZone(ZoneOffset.UTC);
    }

    private void complete() {
        resolution().rootCause = "the new model was trained on test data";
        resolution().mitigation = "rolled back; retrained";
        resolution().followUps = List.of("check the data set before a training");
        held(clock.instant());
    }

    @Test
    void the_retrospective_is_due_two_days_after_users_were_relieved_and_the_next_look_is_exactly_then() {
        mitigate();

        assertThat(incident.incident.getStatus().deadlines.retrospective)
                .isEqualTo(mitigated.plus(Duration.ofHours(48)).toString());
        assertThat(incident.condition("RetrospectiveHeld")).isEqualTo("False RetrospectiveDue");
        assertThat(message("RetrospectiveHeld")).contains(incident.incident.getStatus().deadlines.retrospective);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofHours(48));

        gateway.passes(Duration.ofHours(48).minusMillis(1));
        assertThat(incident.reconcile().condition("RetrospectiveHeld")).isEqualTo("False RetrospectiveDue");
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMillis(1));
        assertThat(Aftermath.isOverdue(incident.incident)).isFalse();

        gateway.passes(Duration.ofMillis(1));
        assertThat(incident.reconcile().condition("RetrospectiveHeld")).isEqualTo("False RetrospectiveOverdue");
        assertThat(incident.last.recheck()).isNull();
        assertThat(Aftermath.isOverdue(incident.incident)).isTrue();

        gateway.passes(Duration.ofHours(100));
        incident.reconcile();
        assertThat(incident.timeline())
                .filteredOn(l -> l.startsWith("RetrospectiveOverdue"))
                .hasSize(1);
    }

    @Test
    void the_model_says_how_soon_and_a_later_change_is_for_later_incidents() {
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.retrospectiveWithin = "90m";
        mitigate();
        String due = mitigated.plus(Duration.ofMinutes(90)).toString();
        assertThat(incident.incident.getStatus().deadlines.retrospective).isEqualTo(due);

        incident.model.getSpec().response.retrospectiveWithin = "1h";
        assertThat(incident.reconcile().incident.getStatus().deadlines.retrospective)
                .isEqualTo(due);
        incident.model = null;
        assertThat(incident.reconcile().incident.getStatus().deadlines.retrospective)
                .isEqualTo(due);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void where_nobody_could_relieve_users_it_counts_from_the_resolution() {
        incident.rollback = r -> RollbackOutcome.refused(Reason.RefusedByAdmission, "no");
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.incident.getStatus().deadlines.retrospective).isNull();
        assertThat(incident.condition("RetrospectiveHeld")).isNull();

        gateway.passes(Duration.ofHours(1));
        incident.resolves(Resolution.Kind.Fixed).reconcile();
        assertThat(incident.incident.getStatus().deadlines.retrospective)
                .isEqualTo(clock.instant().plus(Duration.ofHours(48)).toString());
    }

    @Test
    void a_retrospective_that_was_held_before_the_resolution_is_taken() {
        mitigate();
        incident.gateway.passes(Duration.ofHours(50));
        incident.reconcile();
        complete();
        incident.reconcile();

        assertThat(incident.condition("RetrospectiveHeld")).isEqualTo("True RetrospectiveHeld");
        assertThat(message("RetrospectiveHeld")).contains("was due until");
        assertThat(Aftermath.isOverdue(incident.incident)).isFalse();
        assertThat(incident.timeline())
                .filteredOn(l -> l.startsWith("RetrospectiveHeld"))
                .hasSize(1);
    }

    @Test
    void one_that_is_planned_closes_the_incident_at_its_time() {
        mitigate();
        complete();
        held(clock.instant().plus(Duration.ofHours(3)));
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(message("RetrospectiveHeld")).contains("is planned for");
        assertThat(message("Ready")).contains("planned for").doesNotContain("write");
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofHours(3));

        gateway.passes(Duration.ofHours(3));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Closed);
    }

    @Test
    void with_all_answers_it_is_closed_and_rests() {
        mitigate();
        complete();
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(incident.condition("Ready")).isEqualTo("True ResolutionComplete");
        assertThat(incident.incident.getStatus().times.resolved).isNotNull();
        assertThat(incident.incident.getStatus().times.closed).isNotNull();
        assertThat(incident.last.recheck()).isNull();
        assertThat(incident.rollbacks()).hasSize(1);
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                argumentSet("root cause", "rootCause", resolution(r -> r.rootCause = null)),
                argumentSet("blank root cause", "rootCause", resolution(r -> r.rootCause = " \n")),
                argumentSet("mitigation", "mitigation", resolution(r -> r.mitigation = null)),
                argumentSet("follow-ups", "followUps (at least one", resolution(r -> r.followUps = null)),
                argumentSet("empty follow-ups", "followUps (at least one", resolution(r -> r.followUps = List.of())),
                argumentSet("blank follow-ups", "followUps (at least one", resolution(r -> r.followUps = List.of(" "))),
                argumentSet("retrospective", "retrospective", resolution(r -> r.retrospective = null)),
                argumentSet("its time", "heldAt", resolution(r -> r.retrospective.heldAt = null)),
                argumentSet(
                        "a time before anything happened",
                        "not before 2026-11-23",
                        resolution(r -> r.retrospective.heldAt =
                                Instant.parse("2025-11-23T00:00:00Z").atZone(ZoneOffset.UTC))));
    }

    private static Consumer<Resolution> resolution(Consumer<Resolution> change) {
        return change;
    }

    @ParameterizedTest
    @MethodSource("missing")
    void what_is_missing_is_said_and_once_it_is_there_it_closes(String said, Consumer<Resolution> without) {
        mitigate();
        complete();
        without.accept(resolution());
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(incident.condition("Ready")).isEqualTo("False ResolutionIncomplete");
        assertThat(message("Ready")).contains("write spec.resolution.").contains(said);
        assertThat(message("Ready").split("spec.resolution"))
                .as(message("Ready"))
                .hasSize(2);

        complete();
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Closed);
    }

    @Test
    void what_is_accepted_needs_no_mitigation_and_no_follow_ups() {
        mitigate();
        incident.resolves(Resolution.Kind.Accepted).reconcile();
        assertThat(message("Ready"))
                .contains("why it may stay so", "retrospective")
                .doesNotContain("mitigation", "followUps");

        resolution().rootCause = "the supplier rounds; it costs less than another supplier";
        held(clock.instant());
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Closed);
    }

    @Test
    void a_false_alarm_is_closed_at_once_and_has_nothing_to_look_back_at() {
        mitigate();
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(incident.condition("RetrospectiveHeld")).isNull();
        assertThat(incident.condition("Ready")).isEqualTo("True FalseAlarm");
    }

    @Test
    void one_that_the_probes_resolved_asks_for_a_resolution() {
        mitigate();
        incident.incident.getSpec().source = Source.Probe;
        incident.incident.getStatus().phase = Phase.Resolved;
        incident.reconcile();
        assertThat(message("Ready")).contains("spec.resolution.kind", "rootCause", "mitigation", "followUps");

        complete();
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Closed);
    }

    @Test
    void the_failed_run_is_marked_though_the_incident_is_closed_before_the_database_answers() {
        mitigate();
        complete();
        incident.reconcile();
        assertThat(incident.tasks()).containsExactly("record-evidence");

        incident.results.put(
                "1/record-evidence",
                new EvidenceResult(
                        new RecordResult(StepState.Done, Reason.Captured, "found"),
                        new PromptEvidence(null, null, java.util.Map.of(), "0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b")));
        assertThat(incident.reconcile().tasks()).contains("fail-run");
    }

    @Test
    void a_drill_is_looked_back_at_but_counts_nowhere() {
        incident.incident.getSpec().drill = true;
        mitigate();
        gateway.passes(Duration.ofHours(49));
        incident.reconcile();

        assertThat(incident.condition("RetrospectiveHeld")).isEqualTo("False RetrospectiveOverdue");
        assertThat(message("RetrospectiveHeld")).startsWith("DRILL: ");
        assertThat(Aftermath.isOverdue(incident.incident)).isFalse();
    }
}
