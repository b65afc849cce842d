package dev.lastgood.decide.opening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.ServiceTurn;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertOpeningTest {
    private final SettableClock clock = new SettableClock();
    private final ModelDeployment model = IncidentStory.model("pricing");
    private final List<AIIncident> known = new ArrayList<>();

    @Test
    void a_firing_alert_opens_an_incident_with_its_facts() {
        AIIncident incident = opened(firing("a", Duration.ofMinutes(2)));
        assertThat(incident.getMetadata().getNamespace()).isEqualTo("ai");
        assertThat(incident.getMetadata().getName()).matches("pricing-alert-[0-9a-f]{10}");
        assertThat(incident.getSpec().modelRef.name).isEqualTo("pricing");
        assertThat(incident.getSpec().source).isEqualTo(Source.Alert);
        assertThat(incident.getSpec().requestedBy).isEqualTo("alertmanager");
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev2);
        assertThat(incident.getSpec().summary).isEqualTo("errors a");
        assertThat(incident.getSpec().detectedAt.toInstant())
                .isEqualTo(clock.instant().minus(Duration.ofMinutes(2)));
        assertThat(Validity.problem(incident)).isEmpty();
    }

    @Test
    void two_replicas_that_are_told_the_same_in_another_order_open_the_same() {
        Alert a = firing("a", Duration.ofMinutes(2));
        Alert b = firing("b", Duration.ofMinutes(3));
        AIIncident one = opened(a, b);
        assertThat(Serialization.asYaml(opened(b, a))).isEqualTo(Serialization.asYaml(one));
        assertThat(one.getSpec().summary).isEqualTo("errors b (and 1 more alerts)");
        assertThat(opened(a).getMetadata().getName())
                .isNotEqualTo(one.getMetadata().getName());
    }

    @Test
    void the_worst_severity_counts() {
        assertThat(opened(severe("a", Severity.Sev3), severe("b", Severity.Sev1), firing("c", Duration.ZERO))
                        .getSpec()
                        .severity)
                .isEqualTo(Severity.Sev1);
    }

    @Test
    void one_that_is_told_late_is_an_incident_of_now_and_so_is_one_from_the_future() {
        assertThat(opened(firing("a", Duration.ofHours(9))).getSpec().detectedAt.toInstant())
                .isEqualTo(clock.instant());
        assertThat(opened(firing("a", Duration.ofHours(-1)))
                        .getSpec()
                        .detectedAt
                        .toInstant())
                .isEqualTo(clock.instant());
    }

    @Test
    void what_fires_joins_an_incident_of_the_same_trigger_whoever_opened_it() {
        known.add(incident("by-hand", Phase.Mitigated, Source.Person));
        assertThat(decide(firing("a", Duration.ZERO))).isEqualTo(new AlertDecision.Join(known.get(0)));
        known.add(incident("by-alert", Phase.Open, Source.Alert));
        assertThat(decide(firing("a", Duration.ZERO))).isEqualTo(new AlertDecision.Join(known.get(1)));
    }

    @Test
    void what_fires_about_another_revision_is_another_fault() {
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().turns = List.of(turn("r2", Duration.ofHours(1)), turn("r1", Duration.ofHours(9)));
        AIIncident resting = incident("resting", Phase.Mitigated, Source.Alert);
        resting.getStatus().suspect = "r1";
        known.add(resting);
        assertThat(decide(firing("a", Duration.ofMinutes(5)))).isInstanceOf(AlertDecision.Open.class);
        assertThat(decide(firing("a", Duration.ofHours(2))))
                .as("it began while r1 served")
                .isEqualTo(new AlertDecision.Join(resting));

        told(resting, "a", "firing");
        assertThat(decide(firing("a", Duration.ofMinutes(5))))
                .as("the incident knows this alert")
                .isEqualTo(new AlertDecision.Join(resting));
    }

    @Test
    void another_trigger_a_game_day_and_a_dry_run_hide_nothing() {
        AIIncident other = incident("other", Phase.Open, Source.Alert);
        other.getSpec().trigger = Trigger.PIILeak;
        AIIncident drill = incident("drill", Phase.Open, Source.Person);
        drill.getSpec().drill = true;
        known.addAll(List.of(other, drill));
        assertThat(decide(firing("a", Duration.ZERO))).isInstanceOf(AlertDecision.Open.class);
    }

    @Test
    void what_fired_before_somebody_ended_one_opens_no_other() {
        AIIncident ended = incident("ended", Phase.Closed, Source.Alert);
        known.add(ended);
        assertThat(decide(firing("a", Duration.ofMinutes(1)))).isEqualTo(new AlertDecision.Known(ended));
        clock.pass(Duration.ofMinutes(10));
        AlertDecision both = decide(firing("a", Duration.ofMinutes(11)), firing("b", Duration.ofMinutes(1)));
        assertThat(((AlertDecision.Open) both).incident().getSpec().summary).isEqualTo("errors b");
    }

    @Test
    void each_alert_is_known_by_itself_until_the_last_one_is_resolved() {
        AIIncident active = opened(firing("a", Duration.ZERO), firing("b", Duration.ZERO));
        active.setStatus(incident("any", Phase.Mitigated, Source.Alert).getStatus());
        known.add(active);
        assertThat(marks(firing("a", Duration.ZERO))).isEmpty();

        AlertMark first = marks(over("a"), firing("b", Duration.ZERO)).get(0);
        assertThat(first.annotations())
                .isEqualTo(Map.of("alert.lastgood.dev/a", clock.instant().toString()));
        assertThat(first.isLast()).isFalse();
        active.getMetadata().getAnnotations().putAll(first.annotations());
        assertThat(marks(over("a"))).as("told once").isEmpty();

        AlertMark last = marks(over("a"), over("b")).get(0);
        assertThat(last.annotations()).containsOnlyKeys("alert.lastgood.dev/b");
        assertThat(last.isLast()).isTrue();
        active.getMetadata().getAnnotations().putAll(last.annotations());
        assertThat(marks(firing("c", Duration.ZERO)).get(0).annotations())
                .isEqualTo(Map.of("alert.lastgood.dev/c", "firing"));
    }

    @Test
    void a_storm_of_alerts_stays_in_bounds_and_a_strange_fingerprint_is_a_name() {
        Alert[] storm = IntStream.range(0, 300)
                .mapToObj(i -> firing("a/" + i, Duration.ZERO))
                .toArray(Alert[]::new);
        assertThat(opened(storm).getMetadata().getAnnotations()).hasSize(20).allSatisfy((key, value) -> assertThat(key)
                .matches("alert\\.lastgood\\.dev/[0-9a-f]{32}"));
    }

    @Test
    void one_that_a_person_opened_is_not_the_alerts() {
        AIIncident byHand = incident("by-hand", Phase.Mitigated, Source.Person);
        known.add(byHand);
        told(byHand, "a", "firing");
        assertThat(decide(over("a"))).isEqualTo(new AlertDecision.Nothing());
        assertThat(marks(over("a"))).isEmpty();
        assertThat(marks(firing("a", Duration.ZERO))).isEmpty();
    }

    @Test
    void texts_are_held_in_the_bounds_of_the_resource() {
        Alert long1 = new Alert("a", null, "x".repeat(5000), "y".repeat(5000), null, clock.instant(), null);
        AIIncident incident = opened(long1, firing("b", Duration.ZERO));
        assertThat(incident.getSpec().summary).hasSizeLessThanOrEqualTo(1024).endsWith("(and 1 more alerts)");
        assertThat(incident.getSpec().customerImpact).hasSizeLessThanOrEqualTo(1024);
    }

    private AIIncident opened(Alert... alerts) {
        return ((AlertDecision.Open) decide(alerts)).incident();
    }

    private AlertDecision decide(Alert... alerts) {
        return AlertOpening.of(model, Trigger.GatewayErrors, List.of(alerts), "alertmanager", known, clock.instant());
    }

    private Alert firing(String name, Duration since) {
        return new Alert(
                name, null, "errors " + name, null, null, clock.instant().minus(since), null);
    }

    private Alert severe(String name, Severity severity) {
        return new Alert(name, severity, "errors " + name, null, null, clock.instant(), null);
    }

    private Alert over(String name) {
        Instant now = clock.instant();
        return new Alert(name, null, "errors " + name, null, null, now.minusSeconds(60), now);
    }

    private AIIncident incident(String name, Phase phase, Source source) {
        AIIncident incident = IncidentStory.incident(name);
        incident.getSpec().trigger = Trigger.GatewayErrors;
        incident.getSpec().source = source;
        incident.setStatus(new AIIncidentStatus());
        incident.getStatus().phase = phase;
        incident.getStatus().times = new Times();
        incident.getStatus().times.resolved = phase.isOver() ? clock.instant().toString() : null;
        return incident;
    }

    private List<AlertMark> marks(Alert... alerts) {
        return AlertMark.of(List.of(alerts), known, decide(alerts));
    }

    private void told(AIIncident incident, String alert, String state) {
        incident.getMetadata().setAnnotations(Map.of(Names.ALERT + alert, state));
    }

    private ServiceTurn turn(String revision, Duration since) {
        ServiceTurn turn = new ServiceTurn();
        turn.revision = revision;
        turn.from = clock.instant().minus(since).toString();
        return turn;
    }
}
