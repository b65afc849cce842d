package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-11-27T03:00:00.123Z");

    @Test
    void theSameObjectComesAtTheSameTimeOfEachInterval() {
        Instant first = Spread.of("a").next(NOW, HOUR);
        assertThat(first).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(HOUR));
        assertThat(Spread.of("a").next(first, HOUR)).isEqualTo(first.plus(HOUR));
        assertThat(Spread.of("a").next(first.minusMillis(1), HOUR)).isEqualTo(first);
        assertThat(Spread.of("a").next(first.plusMillis(1), HOUR)).isEqualTo(first.plus(HOUR));
    }

    @Test
    void tenThousandObjectsFillTheIntervalEvenly() {
        Map<Long, Long> byMinute = IntStream.range(0, 10_000)
                .mapToObj(i ->
                        Spread.of("9f1c2d3e-0000-4000-8000-" + i).within(HOUR).toMinutes())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(byMinute).hasSize(60);
        assertThat(byMinute.values()).allMatch(count -> count > 100 && count < 250);
    }

    @Test
    void anIntervalOfNothingIsNow() {
        assertThat(Spread.of("a").within(Duration.ZERO)).isZero();
        assertThat(Spread.of("a").next(NOW, Duration.ZERO)).isAfter(NOW);
    }
}
