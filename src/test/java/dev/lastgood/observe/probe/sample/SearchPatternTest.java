package dev.lastgood.observe.probe.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions that explode elsewhere. */
class SearchPatternTest {

    private static final String MEBIBYTE = "a".repeat(1 << 20);

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){20}$"})
    void areBoundedInTime(String pattern) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> SearchPattern.of("p", pattern).isFoundIn(MEBIBYTE + "!"));
    }

    @Test
    void aLargeOneIsRefusedForALongText() {
        SearchPattern pattern = SearchPattern.of("http.expect.matches", "(a?){500}b");

        assertThat(pattern.isFoundIn("aab")).isTrue();
        assertThatThrownBy(() -> pattern.isFoundIn(MEBIBYTE))
                .hasMessageContaining("http.expect.matches repeats too much for an answer of 1048576 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{100}){100}){100}", "(a{1000}){1000}", "(?:(?:a?){990}b?){3}"})
    void areRefusedWhereTheyRepeatTooMuch(String pattern) {
        assertThatThrownBy(() -> SearchPattern.of("http.expect.matches", pattern))
                .isInstanceOf(EarlyFinding.class)
                .hasMessageContaining("http.expect.matches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\b\\d{3}-\\d{2}-\\d{4}\\b", "(?i)error|fault", "^\\{\"status\":\\s*\"ok\".{0,1000}$"})
    void areTakenWhereTheyAreUsual(String pattern) {
        assertThat(SearchPattern.of("p", pattern)).isNotNull();
    }
}
