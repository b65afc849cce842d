package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingTest {
    private final List<Revision> revisions = List.of(
            Revisions.named("first").served("2026-11-23T08:00:00.700Z").build(),
            Revisions.named("second").served("2026-11-23T09:00:00.700Z").build(),
            Revisions.named("never").build());

    @ParameterizedTest(name = "at {0} {1} served")
    @CsvSource({
        "2026-11-23T07:59:59Z,",
        "2026-11-23T08:00:00Z, first",
        "2026-11-23T08:59:59Z, first",
        "2026-11-23T09:00:00Z, second",
        "2026-11-24T09:00:00Z, second"
    })
    void what_served_at_a_time_is_told_by_whole_seconds(Instant time, String expected) {
        assertThat(Serving.at(time, revisions).map(Revision::name).orElse(null)).isEqualTo(expected);
    }

    @Test
    void the_one_that_last_began_serves() {
        assertThat(Serving.now(revisions).map(Revision::name)).contains("second");
        assertThat(Serving.now(List.of())).isEmpty();
    }
}
