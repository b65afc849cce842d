package dev.lastgood.decide.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** G, B and U are samples ten seconds apart; three in a row are a verdict. */
class ProbeStateTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'',            Unknown",
        "G,             Good",
        "B,             Unknown",
        "BB,            Unknown",
        "BBB,           Bad",
        "GBB,           Good",
        "GBBGBB,        Good",
        "GBBB,          Bad",
        "GBBBG,         Good",
        "GU,            Good",
        "GUU,           Good",
        "GUUU,          Unknown",
        "GUUUG,         Good",
        "GBUBUB,        Bad",
        "GBUUUBB,       Unknown",
        "BBBUUU,        Unknown",
        "UUUUUUUUUUUU,  Unknown",
    })
    void verdicts(String samples, Outcome verdict) {
        assertThat(after(samples, true).verdict()).isEqualTo(verdict);
    }

    @Test
    void while_what_serves_settles_nothing_bad_is_laid_on_it() {
        assertThat(after("GBBBBBB", false).verdict()).isEqualTo(Outcome.Good);
        assertThat(after("GBBBBBB", false).bads()).isZero();
    }

    @Test
    void since_and_facts_are_those_of_the_sample_that_made_the_verdict() {
        ProbeState state = after("GBBBBB", true);
        assertThat(state.since()).isEqualTo(BEGIN.plusSeconds(30));
        assertThat(state.message()).isEqualTo("sample 3");
    }

    @ParameterizedTest
    @CsvSource({"GGG,0", "GGBGG,30", "GGUGG,0", "GUUUGG,40", "GGB,", "GUUU,"})
    void the_run_of_good_samples_begins_anew_after_a_bad_one(String samples, Integer second) {
        assertThat(after(samples, true).goodSince()).isEqualTo(second == null ? null : BEGIN.plusSeconds(second));
    }

    @Test
    void good_and_bad_samples_are_counted_and_unknown_ones_are_not() {
        assertThat(after("GGBUUG", true).counts()).isEqualTo(new ProbeState.Counts(3, 1));
    }

    @Test
    void an_unreachable_gateway_is_bad_only_where_the_workload_says_so_too() {
        Sample sample = sample('U', 0);
        assertThat(Corroboration.of(sample, false)).isSameAs(sample);
        assertThat(Corroboration.of(sample, true).outcome()).isEqualTo(Outcome.Bad);
    }

    @Test
    void what_is_unknown_for_another_reason_never_is_bad() {
        Sample prometheusAway =
                new Sample("p", Outcome.Unknown, Reason.NoSampleYet, "away", BEGIN, Duration.ofSeconds(1));
        assertThat(Corroboration.of(prometheusAway, true)).isSameAs(prometheusAway);
    }

    @Test
    void counts_are_read_as_they_were_written() {
        String text = "2;pricing/a=12/0;pricing/b=3/1";
        assertThat(SampleCounts.parse(text)).hasToString(text);
        assertThat(SampleCounts.parse(text).of("pricing/b")).isEqualTo(new ProbeState.Counts(3, 1));
        assertThat(SampleCounts.parse("nonsense")).isNull();
        assertThat(SampleCounts.parse("1;a=b")).isNull();
        assertThat(SampleCounts.parse(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "up, 0",
        "rate(x[5m]) > 0, 300",
        "rate(x[1h30m]) / rate(y[ 30s ]), 5400",
        "max_over_time(rate(x[5m])[2h:1m]), 7200",
        "x[1500ms], 1"
    })
    void a_query_looks_back_as_far_as_its_longest_range(String query, long seconds) {
        assertThat(QueryRange.longest(query).toSeconds()).isEqualTo(seconds);
    }

    private static ProbeState after(String samples, boolean settled) {
        ProbeState state = ProbeState.NONE;
        for (int i = 0; i < samples.length(); i++) {
            state = state.after(sample(samples.charAt(i), i), 3, settled, true);
        }
        return state;
    }

    private static Sample sample(char kind, int number) {
        Outcome outcome = kind == 'G' ? Outcome.Good : kind == 'B' ? Outcome.Bad : Outcome.Unknown;
        return new Sample(
                "p",
                outcome,
                kind == 'G' ? Reason.AsExpected : Reason.TargetUnreachable,
                "sample " + number,
                BEGIN.plusSeconds(10L * number),
                Duration.ofMillis(5));
    }
}
