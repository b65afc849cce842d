package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** v1 is Good and v2 serves; how long it has, decides what probes may do. */
class SuspectWindowTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
    }

    private IncidentStory incident(String name, Source source) {
        IncidentStory incident = new IncidentStory(gateway, name).flags("assistant");
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
        return incident;
    }

    @ParameterizedTest(name = "{0}, {2} after it began to serve, window {1}: rolled back {3}")
    @CsvSource({
        "Probe,,PT1M,true",
        "Probe,,PT23H,true",
        "Probe,,PT25H,false",
        "Probe,1h,PT59M,true",
        "Probe,1h,PT61M,false",
        "Alert,1h,PT61M,true",
        "Person,1h,PT61M,true",
    })
    void what_served_for_long_is_no_recent_change(Source source, String window, Duration after, boolean rolledBack) {
        gateway.passes(after);
        IncidentStory incident = incident("i1", source);
        incident.model.getSpec().response.suspectWindow = window;
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(rolledBack ? 1 : 0);
        if (!rolledBack) {
            assertThat(incident.how("1/rollback")).isEqualTo("Skipped NoRecentChange");
            assertThat(incident.flagsTried()).containsExactly("assistant");
            assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        }
    }

    @Test
    void an_upstream_that_is_away_does_not_walk_back_through_good_history() {
        gateway.earnsGood().rollsOut("v3").passes(Duration.ofMinutes(1));
        IncidentStory first = incident("i1", Source.Probe).reconcile();
        gateway.passes(Duration.ofSeconds(5)).begins().decide();
        gateway.passes(Duration.ofSeconds(5)).completes().decide();
        first.reconcile();
        assertThat(gateway.serving()).isEqualTo("v2");
        gateway.passes(Duration.ofMinutes(10)).decide();

        IncidentStory second = incident("i2", Source.Probe).reconcile();

        assertThat(second.suspect()).isEqualTo("v2");
        assertThat(second.how("1/rollback")).isEqualTo("Skipped NoRecentChange");
        assertThat(second.step("1/rollback").message).contains("Lastgood restored it");
        assertThat(second.phase()).isEqualTo(Phase.Mitigated);
        assertThat(second.rollbacks()).isEmpty();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);

        IncidentStory person = incident("i3", Source.Person).reconcile();
        assertThat(person.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v1"));
    }
}
