package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** v1 and v2 are Good; v3 serves. */
class ReputationTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    private String target() {
        RevisionDecision decision = gateway.decide();
        return decision.lastGood() == null ? null : decision.lastGood().version();
    }

    private void v2IsGoodAndV3Serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").earnsGood();
        gateway.passes(Duration.ofMinutes(1)).rollsOut("v3");
    }

    @Test
    void the_suspect_of_an_incident_is_no_target_until_the_incident_is_over_or_a_person_says_that_it_is_good() {
        v2IsGoodAndV3Serves();
        gateway.suspects.put(gateway.revision("v2").name(), clock.instant());
        assertThat(target()).isEqualTo("v1");
        assertThat(gateway.stateOf("v2")).as("it keeps Good").isEqualTo(RevisionState.Good);

        gateway.passes(Duration.ofMinutes(1))
                .declaredGood
                .add(gateway.revision("v2").name());
        assertThat(target()).isEqualTo("v2");

        gateway.suspects.put(gateway.revision("v2").name(), clock.instant().plusSeconds(60));
        assertThat(target()).as("suspected again").isEqualTo("v1");
        gateway.suspects.clear();
        assertThat(target()).isEqualTo("v2");
    }

    @Test
    void what_was_bad_when_it_stopped_serving_is_no_target_until_it_is_good_again() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2").earnsGood();
        gateway.probe("status", Outcome.Bad, 99, 3).decide();
        gateway.passes(Duration.ofMinutes(1)).rollsOut("v3");
        assertThat(target()).isEqualTo("v1");

        gateway.probe("status", Outcome.Good, 99, 3)
                .rollsOut("v2")
                .probe("status", Outcome.Good, 99, 3)
                .decide();
        gateway.passes(Duration.ofMinutes(1)).rollsOut("v3");
        assertThat(target()).isEqualTo("v2");
    }
}
