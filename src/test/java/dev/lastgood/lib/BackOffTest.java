package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,2", "3,4", "6,32", "7,60", "31,60", "2147483647,60"})
    void theDelayDoublesWithEachAttempt(int attempts, int seconds) {
        assertThat(backOff.after(attempts)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"-5,1", "0,1", "4,1", "40,10", "3600,60"})
    void theDelayIsAQuarterOfTheTimeWaited(int waited, int seconds) {
        assertThat(backOff.waiting(NOW.minusSeconds(waited), NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
