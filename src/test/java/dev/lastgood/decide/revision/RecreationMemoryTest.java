package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecreationMemoryTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final RollbackMarker MARKER = new RollbackMarker("6f1c", 1, "gateway-b", "gateway-a");

    private static RecreationMemory memory(int... minutes) {
        RecreationMemory memory = RecreationMemory.parse(MARKER, null);
        for (int minute : minutes) {
            memory = memory.deleted("rules", NOW.plus(Duration.ofMinutes(minute)));
        }
        return memory;
    }

    @ParameterizedTest
    @CsvSource({"0, 9, true", "0, 10, false", "0, 60, false"})
    void theSecondDeletionWithinTenMinutesIsALoop(int first, int second, boolean loop) {
        assertThat(memory(first).isLoop("rules")).isFalse();
        assertThat(memory(first, second).isLoop("rules")).isEqualTo(loop);
        assertThat(memory(first, second).isLoop("prompts"))
                .as("each ConfigMap by itself")
                .isFalse();
    }

    @Test
    void onlyDeletionsThatFollowOnEachOtherMakeALoop() {
        assertThat(memory(0, 11, 22).isLoop("rules")).isFalse();
        assertThat(memory(0, 11, 22, 23).isLoop("rules")).isTrue();
        assertThat(memory(0, 11, 22, 23).deletions().get("rules"))
                .as("it does not grow")
                .hasSize(2);
    }

    @Test
    void itIsReadAsItWasWrittenUntilAnotherRollback() {
        RecreationMemory written = memory(0, 1).deleted("prompts", NOW);

        assertThat(RecreationMemory.parse(MARKER, written.text())).isEqualTo(written);
        RollbackMarker next = new RollbackMarker("6f1c", 2, "gateway-c", "gateway-a");
        assertThat(RecreationMemory.parse(next, written.text()).isLoop("rules")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oops",
                "[]",
                "{\"rollback\": \"6f1c/1/gateway-b/gateway-a\", \"deletions\": {\"rules\": [\"yesterday\"]}}",
                "{\"rollback\": \"6f1c/1/gateway-b/gateway-a\", \"deletions\": 7}"
            })
    void whatSomeoneElseWroteCountsAsNothing(String text) {
        assertThat(RecreationMemory.parse(MARKER, text).deletions()).isEmpty();
    }
}
