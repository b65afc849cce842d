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
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.Validity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        resolved(known.get(1));
        assertThat(decide(firing("a", Duration.ZERO))).isEqualTo(new AlertDecision.Join(known.get(1)));
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
    void the_last_of_them_that_is_resolved_is_told_to_the_incident_that_they_opened_once() {
        AIIncident active = incident("by-alert", Phase.Mitigated, Source.Alert);
        known.add(active);
        assertThat(decide(firing("a", Duration.ZERO), over("b"))).isEqualTo(new AlertDecision.Join(active));
        assertThat(decide(over("a"), over("b"))).isEqualTo(new AlertDecision.Resolve(active));
        resolved(active);
        assertThat(decide(over("a"))).isEqualTo(new AlertDecision.Nothing());
    }

    @Test
    void the_incident_is_over_for_its_alerts_when_the_last_of_them_is() {
        AIIncident incident = opened(firing("fast", Duration.ZERO));
        FiringAlerts opened = FiringAlerts.of(incident);
        assertThat(opened.firing()).hasSize(1);
        FiringAlerts both = opened.after(List.of(firing("slow", Duration.ZERO)));
        assertThat(both.firing()).hasSize(2);
        assertThat(both.after(List.of(firing("slow", Duration.ZERO)))).isEqualTo(both);
        FiringAlerts slow = both.after(List.of(over("fast")));
        assertThat(slow.resolvedAt()).as("the slow one fires").isNull();
        assertThat(slow.annotations()).containsEntry(Names.ALERT_RESOLVED, null);
        FiringAlerts none = slow.after(List.of(over("slow")));
        assertThat(none.resolvedAt()).isEqualTo(clock.instant().toString());
        assertThat(none.annotations()).containsEntry(Names.ALERTS_FIRING, null);
        incident.getMetadata().setAnnotations(Map.of(Names.ALERT_RESOLVED, none.resolvedAt()));
        assertThat(FiringAlerts.of(incident)).isEqualTo(none);
        assertThat(none.after(List.of(over("fast")))).isEqualTo(none);
        assertThat(none.after(List.of(firing("fast", Duration.ZERO)))).isEqualTo(opened);
    }

    @Test
    void ever_more_alerts_take_no_more_room() {
        FiringAlerts many = FiringAlerts.of(opened(firing("a", Duration.ZERO)));
        for (int i = 0; i < 200; i++) {
            many = many.after(List.of(firing("alert-" + i, Duration.ZERO)));
        }
        assertThat(many.firing()).hasSize(64);
    }

    @Test
    void one_that_a_person_opened_is_not_the_alerts() {
        known.add(incident("by-hand", Phase.Mitigated, Source.Person));
        assertThat(decide(over("a"))).isEqualTo(new AlertDecision.Nothing());
        known.clear();
        assertThat(decide(over("a"))).isEqualTo(new AlertDecision.Nothing());
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

    private void resolved(AIIncident incident) {
        incident.getMetadata()
                .setAnnotations(Map.of(Names.ALERT_RESOLVED, clock.instant().toString()));
    }
}
