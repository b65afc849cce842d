package dev.lastgood.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutNameTest {

    @ParameterizedTest
    @CsvSource({"pricing,40,pricing", "a.b,2,a", "a--.b,4,a", "ab-c,2,ab", "risk.v2,5,risk", "a.b.c,9,a.b.c"})
    void what_is_left_of_a_name_can_be_continued(String name, int length, String cut) {
        assertThat(Names.cut(name, length)).isEqualTo(cut);
        assertThat(Names.cut(name, length) + "-1")
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    }
}
