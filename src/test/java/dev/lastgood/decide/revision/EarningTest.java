package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Good is earned by soak and samples. Each decision is taken twice, see {@link GatewayStory#decide()}. */
class EarningTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @BeforeEach
    void v1_serves_with_two_probes() {
        gateway.decide();
        gateway.probe("status", Outcome.Unknown, 0, 0)
                .probe("canary", Outcome.Unknown, 0, 0)
                .decide();
    }

    @ParameterizedTest(name = "{0} of status, {1} of canary: {4}")
    @CsvSource({
        "19, 0, 1, 0, Probed",
        "20, 0, 0, 0, SamplesMissing",
        "10, 0, 9, 0, SamplesMissing",
        "30, 1, 30, 1, Probed",
        "30, 2, 10, 0, Probed",
        "30, 2, 8, 0, TooManyBadSamples",
        "0, 0, 0, 0, SamplesMissing",
    })
    void after_the_soak(int good, int bad, int canaryGood, int canaryBad, Reason reason) {
        gateway.passes(GatewayStory.SOAK);
        gateway.probe("status", Outcome.Good, good, bad).probe("canary", Outcome.Good, canaryGood, canaryBad);
        gateway.decide();
        assertThat(gateway.revision("v1").reason()).isEqualTo(reason.name());
        assertThat(gateway.stateOf("v1"))
                .isEqualTo(reason == Reason.Probed ? RevisionState.Good : RevisionState.Candidate);
    }

    @Test
    void no_samples_make_up_for_the_soak() {
        gateway.probe("status", Outcome.Good, 1000, 0).probe("canary", Outcome.Good, 1000, 0);
        gateway.passes(GatewayStory.SOAK.minusMillis(1)).decide();
        assertThat(gateway.revision("v1").reason()).isEqualTo("Soaking");
        gateway.passes(Duration.ofMillis(1)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_bad_verdict_begins_the_soak_anew() {
        gateway.passes(Duration.ofMinutes(9)).probe("canary", Outcome.Good, 50, 0);
        gateway.probe("status", Outcome.Bad, 50, 3).decide();
        assertThat(gateway.revision("v1").reason()).isEqualTo("ProbesBad");
        assertThat(gateway.revision("v1").service().availableSince()).isNull();

        gateway.passes(Duration.ofMinutes(5)).decide();
        gateway.probe("status", Outcome.Good, 50, 0).decide();
        assertThat(gateway.revision("v1").service().availableSince()).isEqualTo(clock.instant());
        gateway.passes(GatewayStory.SOAK.minusMillis(1)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Candidate);
        gateway.passes(Duration.ofMillis(1)).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @Test
    void samples_of_the_revision_before_earn_nothing() {
        gateway.passes(GatewayStory.SOAK);
        gateway.probe("status", Outcome.Good, 100, 0)
                .probe("canary", Outcome.Good, 100, 0)
                .decide();
        gateway.rollsOut("v2");
        gateway.passes(GatewayStory.SOAK).decide();
        assertThat(gateway.revision("v2").reason()).isEqualTo("SamplesMissing");
    }

    @Test
    void counts_are_written_down_at_each_quarter_and_not_between() {
        gateway.probe("status", Outcome.Good, 5, 0)
                .probe("canary", Outcome.Good, 1, 0)
                .decide();
        assertThat(gateway.revision("v1").service().samples()).isNull();

        RevisionDecision decision = gateway.decide();
        gateway.passes(decision.recheck()).decide();
        assertThat(gateway.revision("v1").service().samples()).hasToString("1;pricing/canary=1/0;pricing/status=5/0");

        gateway.probe("status", Outcome.Good, 9, 0)
                .passes(Duration.ofMinutes(1))
                .decide();
        assertThat(gateway.revision("v1").service().samples()).hasToString("1;pricing/canary=1/0;pricing/status=5/0");
        gateway.passes(Duration.ofMinutes(2)).decide();
        assertThat(gateway.revision("v1").service().samples()).hasToString("2;pricing/canary=1/0;pricing/status=9/0");
    }

    @Test
    void a_good_revision_stays_good_until_an_incident_takes_that() {
        gateway.passes(GatewayStory.SOAK);
        gateway.probe("status", Outcome.Good, 100, 0)
                .probe("canary", Outcome.Good, 100, 0)
                .decide();
        gateway.probe("status", Outcome.Bad, 100, 3).decide();
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }
}
