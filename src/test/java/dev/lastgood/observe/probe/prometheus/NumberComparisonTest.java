package dev.lastgood.observe.probe.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberComparisonTest {

    @ParameterizedTest
    @CsvSource({
        "> 0.05, 0.06, true",
        "> 0.05, 0.05, false",
        ">=0.05, 0.05, true",
        "< 5e-2, 0.04, true",
        "<= -1, -1, true",
        "== 0, -0.0, true",
        "!= 1000, 1000, false",
        "> 1E9, Infinity, true",
        "< 0, -Infinity, true",
        "< 0, Infinity, false",
    })
    void isTrueOf(String comparison, double value, boolean expected) {
        assertThat(NumberComparison.of(comparison).isTrueOf(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0.05", "> high", "=> 1", "> 1 or 2", "> NaN", "> .5"})
    void isNone(String text) {
        assertThatThrownBy(() -> NumberComparison.of(text)).hasMessageContaining("write one such as '> 0.05'");
    }
}
