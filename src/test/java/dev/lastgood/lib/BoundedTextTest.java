package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTextTest {

    @Test
    void aTextWithinTheLimitIsKept() {
        assertThat(BoundedText.of("four", 4)).isEqualTo("four");
        assertThat(BoundedText.of(null, 4)).isNull();
        assertThat(BoundedText.bytes("vier", 4)).isEqualTo("vier");
        assertThat(BoundedText.bytes(null, 4)).isNull();
    }

    @Test
    void aLongerTextEndsWithAnEllipsis() {
        assertThat(BoundedText.of("fifth", 4)).isEqualTo("fif…");
        assertThat(BoundedText.message("x".repeat(1025))).hasSize(1024).endsWith("x…");
    }

    @Test
    void noCharacterIsCutInTwo() {
        assertThat(BoundedText.of("ab😀cd", 4)).isEqualTo("ab…");
    }

    @Test
    void anEllipsisTakesThreeBytes() {
        assertThat(BoundedText.bytes("fifths", 5)).isEqualTo("fi…");
        assertThat(BoundedText.bytes("äöü", 5)).isEqualTo("ä…");
    }
}
